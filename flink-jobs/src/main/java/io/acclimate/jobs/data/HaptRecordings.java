// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.data;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Raw phone recordings of human activities: "Human Activities and Postural Transitions" (UCI 341; Reyes-Ortiz et al.
 * 2015), 30 people, accelerometer in g and gyroscope in rad/s at the waist, 50 Hz.
 *
 * <p>Classes are the six basic activities; the six postural transitions and unlabelled stretches are -1. A stream is
 * one experiment, "user03-exp05"; its clock starts at 0 and ticks exactly every 20 ms, as the data has no clock.
 *
 * <p>Split by person, fixed: live = the test users of UCI HAR (2, 4, 9, 10, 12, 13, 18, 20, 24), validation = every
 * fifth of the others in ascending order (7, 16, 23, 29 of the full data), training = the rest.
 */
public final class HaptRecordings implements RecordingSource {

    /** The test users of UCI HAR's own split. */
    public static final Set<Integer> LIVE_USERS = Set.of(2, 4, 9, 10, 12, 13, 18, 20, 24);

    private static final List<String> CLASSES =
            List.of("walking", "walking upstairs", "walking downstairs", "sitting", "standing", "laying");
    private static final int ACTIVITIES = 12;
    private static final int AXES = 3;
    private static final long PERIOD_MICROS = 20_000;
    private static final int VALIDATION_EVERY = 5;

    private final Path raw;
    private final Map<Experiment, List<Segment>> experiments;

    private record Experiment(int user, int number) implements Comparable<Experiment> {
        @Override
        public int compareTo(Experiment other) {
            return user != other.user ? Integer.compare(user, other.user) : Integer.compare(number, other.number);
        }
    }

    private record Segment(Experiment experiment, int activity, int first, int last) {}

    /**
     * Reads the list of labels.
     *
     * @param folder the data's folder; holds RawData/labels.txt, files plain or with the ending .gz
     * @throws RecordingException if it is missing or damaged
     */
    public HaptRecordings(Path folder) {
        this.raw = folder.resolve("RawData");
        this.experiments = labels().read(HaptRecordings::segment).stream()
                .collect(Collectors.groupingBy(Segment::experiment, TreeMap::new, Collectors.toList()));
        if (experiments.isEmpty()) {
            throw new RecordingException(
                    "The file %s is empty; expected is %s".formatted(labels().file(), labels().expected()));
        }
    }

    private TextFile labels() {
        return new TextFile(
                raw.resolve("labels.txt"), "5 whole numbers: experiment, user, activity 1..12, first and last sample");
    }

    private static Segment segment(String[] fields) {
        TextFile.requireFields(fields, 5);
        int first = TextFile.whole(fields[3], 1, Integer.MAX_VALUE);
        return new Segment(
                new Experiment(
                        TextFile.whole(fields[1], 1, Integer.MAX_VALUE),
                        TextFile.whole(fields[0], 1, Integer.MAX_VALUE)),
                TextFile.whole(fields[2], 1, ACTIVITIES),
                first,
                TextFile.whole(fields[4], first, Integer.MAX_VALUE));
    }

    @Override
    public String name() {
        return "hapt";
    }

    @Override
    public List<String> classNames() {
        return CLASSES;
    }

    @Override
    public int channels() {
        return 2 * AXES;
    }

    @Override
    public long periodMicros() {
        return PERIOD_MICROS;
    }

    @Override
    public List<Recording> training() {
        Set<Integer> validation = validationUsers();
        return of(user -> !LIVE_USERS.contains(user) && !validation.contains(user));
    }

    @Override
    public List<Recording> validation() {
        return of(validationUsers()::contains);
    }

    @Override
    public List<Recording> live() {
        return of(LIVE_USERS::contains);
    }

    /** The person of one of this source's recordings. */
    public static int userOf(Recording recording) {
        return Integer.parseInt(recording
                .streamId()
                .substring("user".length(), recording.streamId().indexOf('-')));
    }

    /** Labelled stretches of all experiments, transitions included. */
    int segmentCount() {
        return experiments.values().stream().mapToInt(List::size).sum();
    }

    private Set<Integer> validationUsers() {
        List<Integer> others = experiments.keySet().stream()
                .map(Experiment::user)
                .filter(user -> !LIVE_USERS.contains(user))
                .distinct()
                .toList();
        return IntStream.range(0, others.size())
                .filter(i -> i % VALIDATION_EVERY == VALIDATION_EVERY - 1)
                .mapToObj(others::get)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private List<Recording> of(IntPredicate users) {
        return experiments.keySet().stream()
                .filter(experiment -> users.test(experiment.user()))
                .map(this::recording)
                .toList();
    }

    private Recording recording(Experiment experiment) {
        List<float[]> acceleration = axes("acc", "acceleration in g", experiment);
        List<float[]> rate = axes("gyro", "angular rate in rad/s", experiment);
        String id = "user%02d-exp%02d".formatted(experiment.user(), experiment.number());
        int readings = acceleration.size();
        if (rate.size() != readings) {
            throw new RecordingException("In %s, %s has %d accelerometer and %d gyroscope lines; expected is one each"
                    .formatted(raw, id, readings, rate.size()));
        }
        float[] values = new float[readings * channels()];
        for (int i = 0; i < readings; i++) {
            System.arraycopy(acceleration.get(i), 0, values, i * channels(), AXES);
            System.arraycopy(rate.get(i), 0, values, i * channels() + AXES, AXES);
        }
        long[] timestamps =
                IntStream.range(0, readings).mapToLong(i -> i * PERIOD_MICROS).toArray();
        return new Recording(id, timestamps, values, channels(), labels(experiment, readings), List.of());
    }

    private List<float[]> axes(String sensor, String what, Experiment experiment) {
        String file = "%s_exp%02d_user%02d.txt".formatted(sensor, experiment.number(), experiment.user());
        return new TextFile(raw.resolve(file), "3 numbers: " + what + " along x, y and z").read(fields -> {
            TextFile.requireFields(fields, AXES);
            return new float[] {TextFile.finite(fields[0]), TextFile.finite(fields[1]), TextFile.finite(fields[2])};
        });
    }

    private int[] labels(Experiment experiment, int readings) {
        int[] labels = new int[readings];
        Arrays.fill(labels, Recording.UNLABELLED);
        for (Segment segment : experiments.get(experiment)) {
            if (segment.last() > readings) {
                throw new RecordingException(
                        "The file %s labels sample %d of experiment %d, which has only %d; expected is a last sample within it"
                                .formatted(labels().file(), segment.last(), experiment.number(), readings));
            }
            if (segment.activity() <= CLASSES.size()) {
                Arrays.fill(labels, segment.first() - 1, segment.last(), segment.activity() - 1);
            }
        }
        return labels;
    }
}
