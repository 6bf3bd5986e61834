// SPDX-License-Identifier: Apache-2.0
package io.acclimate.state.savepoint;

import io.acclimate.state.StreamState;

import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.util.IOUtils;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Puts what chosen streams had learned in one savepoint into another one, and writes the outcome as a new, canonical
 * savepoint. Of a chosen stream come learned state and snapshots; its waiting windows, and everything of all other streams
 * and operators, stay as in the base. Neither of the two savepoints is changed.
 */
public final class Graft {

    private final Savepoint base;
    private final Savepoint from;
    private final Consumer<String> progress;

    /**
     * What came of it.
     *
     * @param grafted chosen streams that have their older state
     * @param missing chosen streams of the base that the older savepoint does not know; they stay as they are
     * @param streams all streams of the new savepoint
     */
    public record Outcome(Set<String> grafted, Set<String> missing, int streams) {}

    /**
     * A graft into {@code base} of streams of {@code from}.
     *
     * @param progress is told in one line what is done
     */
    public Graft(Savepoint base, Savepoint from, Consumer<String> progress) {
        this.base = base;
        this.from = from;
        this.progress = progress;
    }

    /**
     * Writes the new savepoint.
     *
     * @param out folder of it, as a path or a URI; must not exist
     * @throws IOException if the savepoints do not fit each other, or the choice is not in {@code from}; nothing was written
     */
    public Outcome write(StreamChoice choice, String out) throws IOException {
        Path target = new Path(Savepoint.uri(out));
        if (target.getFileSystem().exists(target)) {
            throw new IOException(
                    "%s is there already; a savepoint is never changed, give a folder that is not".formatted(out));
        }
        requireWhole();
        Outcome plan = plan(choice);
        progress.accept("writing %d streams to %s".formatted(plan.streams(), out));
        try {
            new GraftJob(base, from, plan.grafted()).run(target);
            copyRest(target);
            verify(target, plan);
        } catch (Exception e) {
            target.getFileSystem().delete(target, true);
            throw new IOException("the new savepoint could not be written: " + Savepoint.rootCause(e), e);
        }
        return plan;
    }

    private void requireWhole() throws IOException {
        for (OperatorState operator : base.others()) {
            for (Path file : StateHandles.files(operator)) {
                if (!file.getParent().equals(base.path())) {
                    throw new IOException(
                            ("%s refers to files outside of its folder, as incremental checkpoints do, which vanish with "
                                            + "their job; stop the job with a savepoint and give that as the base")
                                    .formatted(base.path()));
                }
            }
        }
    }

    private Outcome plan(StreamChoice choice) throws IOException {
        Set<String> grafted = new TreeSet<>();
        Optional<StreamState> old = Optional.empty();
        try (SavedStreams streams = from.streams()) {
            while (streams.hasNext()) {
                SavedStream stream = streams.next();
                if (choice.contains(stream.streamId()) && stream.learned().isPresent()) {
                    grafted.add(stream.streamId());
                    old = stream.learned();
                }
            }
        }
        requireAll(choice, grafted);
        Set<String> missing = new TreeSet<>();
        Set<String> all = new TreeSet<>(grafted);
        try (SavedStreams streams = base.streams()) {
            while (streams.hasNext()) {
                SavedStream stream = streams.next();
                if (all.add(stream.streamId()) && choice.contains(stream.streamId())) {
                    missing.add(stream.streamId());
                }
                requireAlike(old.orElseThrow(), stream);
            }
        }
        return new Outcome(grafted, missing, all.size());
    }

    private void requireAll(StreamChoice choice, Set<String> found) throws IOException {
        for (String streamId : choice.streams()) {
            if (!found.contains(streamId)) {
                throw new IOException(
                        "there is no stream %s that has learned something in %s; './acclimate savepoint inspect' lists them"
                                .formatted(streamId, from.path()));
            }
        }
        if (found.isEmpty()) {
            throw new IOException(
                    "no stream of %s that has learned something begins with %s; './acclimate savepoint inspect' lists them"
                            .formatted(from.path(), String.join(" or ", choice.prefixes())));
        }
    }

    private void requireAlike(StreamState old, SavedStream kept) throws IOException {
        if (kept.learned().isEmpty()) {
            return;
        }
        StreamState other = kept.learned().get();
        if (!other.modelId().equals(old.modelId()) || !other.method().equals(old.method())) {
            throw new IOException(
                    ("the streams of %s were adapted from model %s by %s, but stream %s of %s from model %s by %s; one job "
                                    + "cannot go on with both")
                            .formatted(
                                    from.path(),
                                    old.modelId(),
                                    old.method(),
                                    kept.streamId(),
                                    base.path(),
                                    other.modelId(),
                                    other.method()));
        }
    }

    /** Flink's writer copies the files of canonical state only. */
    private void copyRest(Path target) throws IOException {
        for (OperatorState operator : base.others()) {
            for (Path file : StateHandles.files(operator)) {
                Path copy = new Path(target, file.getName());
                if (!copy.getFileSystem().exists(copy)) {
                    try (FSDataInputStream in = file.getFileSystem().open(file);
                            FSDataOutputStream to =
                                    copy.getFileSystem().create(copy, FileSystem.WriteMode.NO_OVERWRITE)) {
                        IOUtils.copyBytes(in, to, false);
                    }
                }
            }
        }
    }

    private void verify(Path target, Outcome plan) throws IOException {
        Savepoint written = Savepoint.open(target.toString());
        for (OperatorState operator : written.others()) {
            for (Path file : StateHandles.files(operator)) {
                if (!file.getParent().equals(written.path())
                        || !file.getFileSystem().exists(file)) {
                    throw new IOException("the file %s of operator %s is not in it"
                            .formatted(
                                    file,
                                    operator.getOperatorUid()
                                            .orElse(operator.getOperatorID().toString())));
                }
            }
        }
        int streams = 0;
        try (SavedStreams read = written.streams()) {
            for (; read.hasNext(); streams++) {
                read.next();
            }
        }
        if (streams != plan.streams()
                || written.others().size() != base.others().size()) {
            throw new IOException("%d streams and %d operators were to be written, but %d and %d can be read"
                    .formatted(
                            plan.streams(),
                            base.others().size(),
                            streams,
                            written.others().size()));
        }
    }
}
