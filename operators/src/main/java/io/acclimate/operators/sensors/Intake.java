// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.sensors;

import io.acclimate.operators.sensors.Outcome.Counts;
import io.acclimate.operators.sensors.Outcome.DeadLetter;
import io.acclimate.state.SensorBuffer;
import io.acclimate.state.SensorReadings;

import java.util.Optional;

/** Takes the readings of one packet into its stream, one after the other; used once. */
final class Intake {

    private final WindowSpec spec;
    private final SensorReadings packet;
    private final int bound;
    private final ReadingQueue readings;
    private final WindowCutter cutter;
    private long highest;
    private int accepted;
    private int duplicates;
    private int late;
    private int overflowed;

    Intake(WindowSpec spec, SensorBuffer state, SensorReadings packet) {
        this.spec = spec;
        this.packet = packet;
        this.bound = spec.maxBufferedReadings();
        this.readings = new ReadingQueue(state, spec.channels(), bound, packet.size());
        this.cutter = WindowCutter.of(spec, state.nextStartMicros());
        this.highest = state.highestMicros();
    }

    /** Takes all readings; {@code clockResets} is only passed on to the counts. */
    Outcome take(int clockResets) {
        for (int row = 0; row < packet.size(); row++) {
            offer(packet.timestampsMicros()[row], row);
        }
        cutter.cut(readings, horizon());
        SensorBuffer state = new SensorBuffer(
                readings.timestamps(), readings.values(), cutter.nextStartMicros, highest, SensorBuffer.NONE);
        Counts counts = new Counts(accepted, duplicates, late, overflowed, cutter.lostWindows, clockResets);
        return new Outcome(state, cutter.windows, counts, deadLetter());
    }

    private void offer(long micros, int row) {
        if (micros > highest) {
            highest = micros;
            insert(micros, row);
            return;
        }
        int index = readings.firstFrom(micros);
        if (index < readings.size() && readings.timestamp(index) == micros) {
            duplicates++;
        } else if (micros < horizon()) {
            late++;
        } else {
            insert(micros, row);
        }
    }

    private void insert(long micros, int row) {
        makeRoom();
        readings.insert(readings.firstFrom(micros), micros, packet.values(), row);
        accepted++;
    }

    private void makeRoom() {
        if (readings.size() >= bound) {
            cutter.cut(readings, horizon());
        }
        if (readings.size() >= bound) {
            int excess = readings.size() - bound + 1;
            readings.dropOldest(excess);
            overflowed += excess;
        }
    }

    private long horizon() {
        return highest - spec.outOfOrderMicros();
    }

    private Optional<DeadLetter> deadLetter() {
        if (overflowed > 0) {
            String sentence =
                    "%d readings were pushed out of the buffer, which holds %d; send fewer readings per second, "
                            + "or raise window.period or window.length";
            return Optional.of(new DeadLetter(DropReason.OVERFLOW, sentence.formatted(overflowed, bound)));
        }
        if (late > 0) {
            String sentence =
                    "%d of %d readings are more than %d us older than the stream's newest one at %d us; raise "
                            + "window.out-of-order if the device delivers that late";
            return Optional.of(new DeadLetter(
                    DropReason.LATE, sentence.formatted(late, packet.size(), spec.outOfOrderMicros(), highest)));
        }
        return Optional.empty();
    }
}
