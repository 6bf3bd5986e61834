// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.data;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * A fleet of rotating machines, each with a 3-axis accelerometer (g) and a 3-axis gyroscope (rad/s) at 100 Hz; classes
 * are operating conditions. The physics is in {@link MachineVibration}, the sensor in {@link MountedSensor}, its clock in
 * {@link DeviceClock}.
 *
 * <p>Every machine is made from the seed, its part and its number only, so it is the same in a fleet of any size. Live
 * machine 0 and every sixth after it stay unshifted; the others get one of the {@link StandardShifts}: numbers 1..5 and
 * 7..11 and 13..17 together see each kind under each profile, and so on.
 */
public final class FleetGenerator implements RecordingSource {

    private static final long PERIOD_MICROS = 10_000;
    private static final int CHANNELS = 6;
    private static final int UNSHIFTED_EVERY = 6;

    private final long seed;
    private final int trainingMachines;
    private final int validationMachines;
    private final int liveMachines;
    private final int sourceReadings;
    private final int liveReadings;

    /**
     * A fleet; nothing is generated before a list is asked for.
     *
     * @param seed decides everything
     * @param trainingMachines machines to train on, at least 1
     * @param validationMachines machines to validate on, at least 1
     * @param liveMachines machines to stream, at least 1
     * @param sourceDuration length of the recordings of training and validation machines, 1 s to 24 h
     * @param liveDuration length of the recordings of live machines, 1 s to 24 h
     */
    public FleetGenerator(
            long seed,
            int trainingMachines,
            int validationMachines,
            int liveMachines,
            Duration sourceDuration,
            Duration liveDuration) {
        if (trainingMachines < 1 || validationMachines < 1 || liveMachines < 1) {
            throw new IllegalArgumentException(
                    "a fleet needs at least 1 machine for training, validation and live each," + " not "
                            + trainingMachines + ", " + validationMachines + " and " + liveMachines);
        }
        this.seed = seed;
        this.trainingMachines = trainingMachines;
        this.validationMachines = validationMachines;
        this.liveMachines = liveMachines;
        this.sourceReadings = readings(sourceDuration);
        this.liveReadings = readings(liveDuration);
    }

    private static int readings(Duration duration) {
        if (duration.compareTo(Duration.ofSeconds(1)) < 0 || duration.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("a machine's recording must last 1 second to 24 hours, not " + duration);
        }
        return (int) (duration.toNanos() / 1000 / PERIOD_MICROS);
    }

    @Override
    public String name() {
        return "fleet";
    }

    @Override
    public List<String> classNames() {
        return Arrays.stream(OperatingCondition.values())
                .map(condition -> condition.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .toList();
    }

    @Override
    public int channels() {
        return CHANNELS;
    }

    @Override
    public long periodMicros() {
        return PERIOD_MICROS;
    }

    @Override
    public List<Recording> training() {
        return machines(trainingMachines, i -> machine("training", i, sourceReadings));
    }

    @Override
    public List<Recording> validation() {
        return machines(validationMachines, i -> machine("validation", i, sourceReadings));
    }

    @Override
    public List<Recording> live() {
        return machines(liveMachines, this::live);
    }

    /** Live machine {@code number} without its shift: what a perfect repair of the sensor would read. */
    public Recording unshifted(int number) {
        return machine("live", number, liveReadings);
    }

    private Recording live(int number) {
        Recording healthy = unshifted(number);
        if (number % UNSHIFTED_EVERY == 0) {
            return healthy;
        }
        // The numbers of kinds (5) and profiles (3) have no common factor, so counting runs through all pairs.
        int pair = number - number / UNSHIFTED_EVERY - 1;
        ShiftKind kind = StandardShifts.KINDS.get(pair % StandardShifts.KINDS.size());
        ShiftProfile[] profiles = ShiftProfile.values();
        return StandardShifts.apply(healthy, kind, profiles[pair % profiles.length], seed);
    }

    private static List<Recording> machines(int count, IntFunction<Recording> machine) {
        return IntStream.range(0, count).mapToObj(machine).toList();
    }

    private Recording machine(String part, int number, int readings) {
        String id = "machine-%s-%02d".formatted(part, number);
        SplittableRandom random = Seeds.random(seed, id);
        DeviceClock clock = new DeviceClock(PERIOD_MICROS, random.split());
        ConditionSchedule schedule = new ConditionSchedule(random.split());
        MachineVibration vibration = new MachineVibration(random.split());
        MountedSensor sensor = new MountedSensor(random.split());

        long[] timestamps = new long[readings];
        float[] values = new float[readings * CHANNELS];
        int[] labels = new int[readings];
        float[] motion = new float[CHANNELS];
        int kept = 0;
        double before = 0;
        for (int i = 0; i < readings; i++) {
            clock.tick();
            double now = clock.trueSeconds();
            vibration.advance(now - before, schedule.at(now), motion);
            before = now;
            sensor.measure(motion);
            if (!clock.isLost()) {
                timestamps[kept] = clock.timestampMicros();
                labels[kept] = schedule.label(now);
                System.arraycopy(motion, 0, values, kept * CHANNELS, CHANNELS);
                kept++;
            }
        }
        return new Recording(
                id,
                Arrays.copyOf(timestamps, kept),
                Arrays.copyOf(values, kept * CHANNELS),
                CHANNELS,
                Arrays.copyOf(labels, kept),
                List.of());
    }
}
