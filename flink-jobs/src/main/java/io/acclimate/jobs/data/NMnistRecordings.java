// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.data;

import io.acclimate.operators.events.EventBuffer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Digits seen by an event camera that makes three saccades of 105 ms over each: 1,100 recordings of N-MNIST (Orchard et
 * al. 2015), 34x34 pixels. Training = digits 1 to 700, validation = 701 to 800, live = 801 to 1000 and the 100 test digits;
 * each part is shown in a random order, as streams one after the other digit, 315 ms each.
 */
public final class NMnistRecordings implements EventRecordingSource {

    /** Duration of a saccade, microseconds. */
    public static final long SACCADE_MICROS = 105_000;

    private static final String FOLDER = "NMNISTsmall";
    private static final int SIDE = 34;
    private static final int SACCADES = 3;
    private static final int TRAINING = 700;
    private static final int VALIDATION = 800;
    private static final int TRAINING_STREAMS = 4;
    private static final int VALIDATION_STREAMS = 4;
    private static final int LIVE_STREAMS = 1;
    private static final String EXPECTED = "the number of a recording and its digit 0..9";

    private final Path folder;
    private final long seed;

    private record Digit(int id, int label) {}

    /**
     * A source over the folder's files NMNISTsmall/NUMBER.bs2, train1K.txt and test100.txt.
     *
     * @param seed decides the order of the digits
     */
    public NMnistRecordings(Path folder, long seed) {
        this.folder = folder.resolve(FOLDER);
        this.seed = seed;
    }

    /** Whether a folder looks like one of this source. */
    public static boolean isOne(Path folder) {
        return Files.isDirectory(folder.resolve(FOLDER));
    }

    @Override
    public String name() {
        return "nmnist_small";
    }

    @Override
    public List<String> classNames() {
        return IntStream.range(0, 10).mapToObj(Integer::toString).toList();
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
        return streams("training", digits("train1K.txt").subList(0, TRAINING), TRAINING_STREAMS);
    }

    @Override
    public List<EventRecording> validation() {
        return streams("validation", digits("train1K.txt").subList(TRAINING, VALIDATION), VALIDATION_STREAMS);
    }

    @Override
    public List<EventRecording> live() {
        List<Digit> training = digits("train1K.txt");
        List<Digit> live = new ArrayList<>(training.subList(VALIDATION, training.size()));
        live.addAll(digits("test100.txt"));
        return streams("live", live, LIVE_STREAMS);
    }

    @Override
    public List<ShiftKind> madeShifts() {
        return EventShift.KINDS;
    }

    private List<Digit> digits(String list) {
        TextFile file = new TextFile(folder.resolve(list), EXPECTED);
        List<Digit> digits = file
                .read(fields -> fields[0].startsWith("#")
                        ? new Digit(-1, 0)
                        : new Digit(TextFile.whole(fields[0], 1, Integer.MAX_VALUE), TextFile.whole(fields[1], 0, 9)))
                .stream()
                .filter(digit -> digit.id > 0)
                .toList();
        int least = list.startsWith("train") ? VALIDATION + 1 : 1;
        if (digits.size() < least) {
            throw new RecordingException("The file %s names %d recordings; expected are %d at least"
                    .formatted(file.file(), digits.size(), least));
        }
        return digits;
    }

    private List<EventRecording> streams(String part, List<Digit> digits, int count) {
        SplittableRandom random = Seeds.random(seed, part);
        List<Digit> order = new ArrayList<>(digits);
        for (int i = order.size() - 1; i > 0; i--) {
            order.set(i, order.set(random.nextInt(i + 1), order.get(i)));
        }
        List<EventRecording> streams = new ArrayList<>();
        for (int s = 0; s < count; s++) {
            EventTape tape = new EventTape();
            for (Digit digit : order.subList(s * order.size() / count, (s + 1) * order.size() / count)) {
                EventBuffer events = EventTape.read(folder.resolve(digit.id + ".bs2"));
                tape.add(events, 0, SACCADES * SACCADE_MICROS, digit.label);
            }
            streams.add(tape.recording("digits-%s-%d".formatted(part, s + 1), SIDE, SIDE, List.of()));
        }
        return streams;
    }
}
