// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.data;

import io.acclimate.operators.events.EventBuffer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Five objects before a DVS128 camera of 128x128 pixels, recorded in two sessions, one file for each object and session.
 * Training = the first 80 % of each file of one session. Validation = the rest of them. Live = one camera that sees that
 * rest, and then all of the other session: a real shift at a known instant. Live, the objects change every two seconds in a
 * random order.
 */
public final class DvsObjectRecordings implements EventRecordingSource {

    /** Duration of a window, which divides all times here, microseconds. */
    public static final long WINDOW_MICROS = 100_000;

    /** A recording session. */
    public enum Session {
        /** The folder NeuromorphicObjectDataSet_100. */
        HUNDRED("NeuromorphicObjectDataSet_100/aedatFiles"),
        /** The folder DataSet2. */
        TWO("DataSet2");

        private final String folder;

        Session(String folder) {
            this.folder = folder;
        }

        private Session other() {
            return this == TWO ? HUNDRED : TWO;
        }
    }

    private static final int SIDE = 128;
    private static final int TRAINING_TENTHS = 8;
    private static final long CHUNK_MICROS = 2_000_000;
    private static final List<String> CLASSES = List.of("box", "mug", "cutter", "pencil", "scissors");
    private static final List<String> FILES = List.of("Caixa", "Caneca", "Estilete", "Lapiseira", "Tesoura");

    private final Path folder;
    private final Session trained;
    private final long seed;

    private record Chunk(EventBuffer events, long fromMicros, long durationMicros, int label) {}

    /**
     * A source over the folder's .aedat files.
     *
     * @param trained the session to train on; the other one is live
     * @param seed decides the order of the objects
     */
    public DvsObjectRecordings(Path folder, Session trained, long seed) {
        this.folder = folder;
        this.trained = trained;
        this.seed = seed;
    }

    /** Whether a folder looks like one of this source. */
    public static boolean isOne(Path folder) {
        return Files.isDirectory(folder.resolve(Session.TWO.folder))
                && Files.isDirectory(folder.resolve(Session.HUNDRED.folder));
    }

    @Override
    public String name() {
        return "dvs128_objects";
    }

    @Override
    public List<String> classNames() {
        return CLASSES;
    }

    @Override
    public int width() {
        return SIDE;
    }

    @Override
    public int height() {
        return SIDE;
    }

    @Override
    public List<EventRecording> training() {
        return eachFile("training", 0, TRAINING_TENTHS);
    }

    @Override
    public List<EventRecording> validation() {
        return eachFile("validation", TRAINING_TENTHS, 10);
    }

    private List<EventRecording> eachFile(String part, int fromTenth, int toTenth) {
        List<EventRecording> recordings = new ArrayList<>();
        for (int label = 0; label < FILES.size(); label++) {
            EventTape tape = new EventTape();
            Chunk chunk = part(trained, label, fromTenth, toTenth);
            tape.add(chunk.events, chunk.fromMicros, chunk.durationMicros, label);
            recordings.add(tape.recording(CLASSES.get(label) + "-" + part, SIDE, SIDE, List.of()));
        }
        return recordings;
    }

    private Chunk part(Session session, int label, int fromTenth, int toTenth) {
        EventBuffer events = EventTape.read(folder.resolve(session.folder).resolve(FILES.get(label) + ".aedat"));
        long first = events.times()[0];
        long windows = (events.times()[events.size() - 1] - first) / WINDOW_MICROS;
        long from = windows * fromTenth / 10;
        long to = windows * toTenth / 10;
        return new Chunk(events, first + from * WINDOW_MICROS, (to - from) * WINDOW_MICROS, label);
    }

    @Override
    public List<EventRecording> live() {
        SplittableRandom random = Seeds.random(seed, "objects");
        EventTape tape = new EventTape();
        show(chunks(trained, TRAINING_TENTHS), random, tape);
        KnownShift shift = KnownShift.abrupt(ShiftKind.RECORDING_SESSION, tape.at());
        show(chunks(trained.other(), 0), random, tape);
        return List.of(tape.recording("camera-1", SIDE, SIDE, List.of(shift)));
    }

    @Override
    public List<ShiftKind> madeShifts() {
        return List.of();
    }

    private List<Chunk> chunks(Session session, int fromTenth) {
        List<Chunk> chunks = new ArrayList<>();
        for (int label = 0; label < FILES.size(); label++) {
            Chunk whole = part(session, label, fromTenth, 10);
            for (long from = 0; from < whole.durationMicros; from += CHUNK_MICROS) {
                long duration = Math.min(CHUNK_MICROS, whole.durationMicros - from);
                chunks.add(new Chunk(whole.events, whole.fromMicros + from, duration, label));
            }
        }
        return chunks;
    }

    private static void show(List<Chunk> chunks, SplittableRandom random, EventTape tape) {
        for (int i = chunks.size() - 1; i >= 0; i--) {
            chunks.set(i, chunks.set(random.nextInt(i + 1), chunks.get(i)));
        }
        for (Chunk chunk : chunks) {
            tape.add(chunk.events, chunk.fromMicros, chunk.durationMicros, chunk.label);
        }
    }
}
