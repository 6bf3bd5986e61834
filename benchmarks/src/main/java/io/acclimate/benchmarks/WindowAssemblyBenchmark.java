// SPDX-License-Identifier: Apache-2.0
package io.acclimate.benchmarks;

import io.acclimate.jobs.data.FleetGenerator;
import io.acclimate.jobs.data.Recording;
import io.acclimate.operators.sensors.Outcome;
import io.acclimate.operators.sensors.SensorWindowAssembler;
import io.acclimate.operators.sensors.WindowSpec;
import io.acclimate.state.SensorBuffer;
import io.acclimate.state.SensorReadings;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One packet of 50 readings of 6 channels into its stream's windows of 128 readings, stride 64, resampled at 100 Hz. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class WindowAssemblyBenchmark {

    private static final int PACKET_READINGS = 50;
    private static final Duration LENGTH = Duration.ofMinutes(10);
    private static final WindowSpec SPEC = new WindowSpec(6, 128, 64, 10_000, 500_000, 1_000_000, 60_000_000);

    private final SensorWindowAssembler assembler = new SensorWindowAssembler(SPEC);
    private List<SensorReadings> packets;
    private SensorBuffer buffer = SensorBuffer.EMPTY;
    private int next;

    /** Generates ten minutes of one machine. */
    @Setup
    public void generate() {
        Recording recording =
                new FleetGenerator(1, 1, 1, 1, LENGTH, LENGTH).live().get(0);
        packets = packets(recording, PACKET_READINGS);
    }

    static List<SensorReadings> packets(Recording recording, int readings) {
        List<SensorReadings> packets = new ArrayList<>();
        for (int from = 0; from + readings <= recording.readings(); from += readings) {
            int to = from + readings;
            packets.add(new SensorReadings(
                    recording.streamId(),
                    Arrays.copyOfRange(recording.timestampsMicros(), from, to),
                    Arrays.copyOfRange(recording.values(), from * recording.channels(), to * recording.channels()),
                    recording.channels(),
                    "sensors",
                    0,
                    from,
                    0));
        }
        return packets;
    }

    /** The next packet; after the last one the stream begins anew. */
    @Benchmark
    public Outcome addPacket() {
        if (next == packets.size()) {
            next = 0;
            buffer = SensorBuffer.EMPTY;
        }
        Outcome outcome = assembler.add(buffer, packets.get(next++));
        buffer = outcome.state();
        return outcome;
    }
}
