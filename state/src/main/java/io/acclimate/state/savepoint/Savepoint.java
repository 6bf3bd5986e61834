// SPDX-License-Identifier: Apache-2.0
package io.acclimate.state.savepoint;

import io.acclimate.state.AdaptDescriptors;
import io.acclimate.state.ControlLedger;

import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.state.DefaultOperatorStateBackend;
import org.apache.flink.runtime.state.DefaultOperatorStateBackendBuilder;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.filesystem.AbstractFsCheckpointStorageAccess;
import org.apache.flink.state.api.OperatorIdentifier;
import org.apache.flink.state.api.runtime.SavepointLoader;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A savepoint or retained checkpoint of the main job, opened for reading. Nothing in it is ever changed.
 *
 * <p>Canonical and native ones are read, of RocksDB and of the heap.
 */
public final class Savepoint {

    static final OperatorIdentifier ADAPT = OperatorIdentifier.forUid(AdaptDescriptors.UID);

    private static final String CHECKPOINT = "chk-";
    private static final String METADATA = "_metadata";

    private final Path path;
    private final CheckpointMetadata metadata;
    private final OperatorState adapt;
    private final long takenMillis;

    private Savepoint(Path path, CheckpointMetadata metadata, OperatorState adapt, long takenMillis) {
        this.path = path;
        this.metadata = metadata;
        this.adapt = adapt;
        this.takenMillis = takenMillis;
    }

    /**
     * Opens a savepoint.
     *
     * @param location folder with a file {@code _metadata}, as a path or a URI
     * @throws IOException if it is not a savepoint of the main job; the message says what is wrong
     */
    public static Savepoint open(String location) throws IOException {
        Path path = new Path(uri(location));
        FileSystem files = path.getFileSystem();
        CheckpointMetadata metadata = load(location);
        OperatorState adapt = metadata.getOperatorStates().stream()
                .filter(operator -> operator.getOperatorID().equals(ADAPT.getOperatorId()))
                .findFirst()
                .orElseThrow(() -> new IOException(
                        "%s was taken of another job: it has no state of the operator '%s'; give one of the main job"
                                .formatted(location, AdaptDescriptors.UID)));
        long taken = files.getFileStatus(new Path(path, METADATA)).getModificationTime();
        return new Savepoint(path, metadata, adapt, taken);
    }

    private static CheckpointMetadata load(String location) throws IOException {
        try {
            AbstractFsCheckpointStorageAccess.resolveCheckpointPointer(uri(location));
        } catch (FileNotFoundException | IllegalArgumentException e) {
            throw new IOException(
                    "there is no complete savepoint or checkpoint at %s; give the folder that holds the file %s"
                            .formatted(location, METADATA),
                    e);
        }
        try {
            return SavepointLoader.loadSavepointMetadata(uri(location));
        } catch (IOException | RuntimeException e) {
            throw new IOException(
                    "the file %s in %s cannot be read as a savepoint's: %s"
                            .formatted(METADATA, location, e.getMessage()),
                    e);
        }
    }

    /** The URI of a location that may be a path of this machine. */
    static String uri(String location) {
        return location.matches("\\p{Alpha}[\\p{Alnum}+.-]+:.*")
                ? location
                : java.nio.file.Path.of(location)
                        .toAbsolutePath()
                        .normalize()
                        .toUri()
                        .toString();
    }

    /** Where it lies. */
    public Path path() {
        return path;
    }

    /** When it was completed, milliseconds since the epoch. */
    public long takenMillis() {
        return takenMillis;
    }

    /** Whether it is a checkpoint that was left, and not a savepoint. */
    public boolean isCheckpoint() {
        return path.getName().startsWith(CHECKPOINT);
    }

    /** Whether any state backend reads it. */
    public boolean isCanonical() {
        return StateHandles.canonical(metadata.getOperatorStates());
    }

    /** Bytes of all operators' state, in whichever folders they lie. */
    public long bytes() {
        return metadata.getOperatorStates().stream()
                .mapToLong(OperatorState::getStateSize)
                .sum();
    }

    /** Number of the checkpoint in its job. */
    public long checkpointId() {
        return metadata.getCheckpointId();
    }

    /** Parallelism of the adapt operator when it was taken. */
    public int parallelism() {
        return adapt.getParallelism();
    }

    /** The model package that all its streams belong to; empty if no stream had spoken, or if a release before 0.1 wrote it. */
    public Optional<String> modelId() throws IOException {
        return broadcast(AdaptDescriptors.MODEL);
    }

    /** Standing control orders. */
    public ControlLedger ledger() throws IOException {
        return broadcast(AdaptDescriptors.CONTROL).orElse(ControlLedger.EMPTY);
    }

    /** Reads its streams one after the other; close it. */
    public SavedStreams streams() throws IOException {
        Set<String> unknown = new TreeSet<>(StateHandles.keyedNames(adapt));
        unknown.removeAll(AdaptDescriptors.KEYED);
        unknown.addAll(StateHandles.operatorNames(adapt));
        unknown.removeAll(AdaptDescriptors.BROADCAST);
        if (!unknown.isEmpty()) {
            throw new IOException("%s holds state that this build does not know (%s); use the release that wrote it"
                    .formatted(path, String.join(", ", unknown)));
        }
        return new SavedStreams(adapt);
    }

    OperatorState adapt() {
        return adapt;
    }

    /** All operators but the adapt operator. */
    List<OperatorState> others() {
        return metadata.getOperatorStates().stream()
                .filter(operator -> !operator.equals(adapt))
                .toList();
    }

    private <V> Optional<V> broadcast(MapStateDescriptor<Integer, V> descriptor) throws IOException {
        List<OperatorStateHandle> handles = new ArrayList<>();
        for (OperatorSubtaskState subtask : adapt.getStates()) {
            handles.addAll(subtask.getManagedOperatorState());
        }
        try (CloseableRegistry files = new CloseableRegistry();
                DefaultOperatorStateBackend backend = new DefaultOperatorStateBackendBuilder(
                                getClass().getClassLoader(), new ExecutionConfig(), false, handles, files)
                        .build()) {
            BroadcastState<Integer, V> state = backend.getBroadcastState(descriptor);
            return Optional.ofNullable(state.get(AdaptDescriptors.THE_ONE));
        } catch (Exception e) {
            throw new IOException(
                    "the state '%s' in %s cannot be read: %s".formatted(descriptor.getName(), path, rootCause(e)));
        }
    }

    static String rootCause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
