// SPDX-License-Identifier: Apache-2.0
package io.acclimate.benchmarks;

import io.acclimate.operators.events.EventBuffer;
import io.acclimate.operators.events.EventDecoder;
import io.acclimate.operators.events.EventFormat;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.util.concurrent.TimeUnit;

/**
 * Decoding a recording that lies in memory, from its header to its last event, in pieces of 64 KiB into a buffer of 65,536
 * events that is emptied when full. {@link CoreRate} says how many events a core gets through; what {@code -prof gc}
 * gives per operation is for a whole recording of 219,596 (EVT3) or 539,481 events.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
@Fork(3)
public class EventDecodeBenchmark {

    private static final int CHUNK = 64 * 1024;

    @Param({"EVT2", "DAT", "EVT3"})
    private EventFormat format;

    private final EventBuffer out = new EventBuffer(1 << 16);
    private byte[] recording;

    /** Reads or makes the recording. */
    @Setup
    public void prepare() {
        recording = EventSources.recording(format);
    }

    /** One recording. */
    @Benchmark
    public EventBuffer decode(CoreRate rate) {
        rate.begin();
        EventDecoder decoder = format.newDecoder();
        int at = 0;
        while (at < recording.length) {
            at = decoder.decode(recording, at, Math.min(at + CHUNK, recording.length), out);
            if (out.remaining() < CHUNK / 2) {
                out.clear();
            }
        }
        out.clear();
        rate.end(decoder.report().events());
        return out;
    }
}
