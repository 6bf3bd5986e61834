// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;

import static org.assertj.core.api.Assertions.assertThat;

/** A decoder that is warm reads on without a single object. */
class DecodingAllocationTest {

    private static final EventBuffer EVENTS = Recordings.generated(9, 40_000, FormatSamples.SENSOR, 1000, 20);

    @ParameterizedTest
    @EnumSource(value = EventFormat.class, names = "AEDAT4", mode = EnumSource.Mode.EXCLUDE)
    void decodingAllocatesNothing(EventFormat format) throws IOException {
        assertThat(allocatedByTheSecondHalf(format, FormatSamples.bytes(format, EVENTS)))
                .isZero();
    }

    /** A packet costs its tables, streams and strings; 8192 events share them. */
    @Test
    void aedat4AllocatesByThePacketAndNotByTheEvent() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (EventWriter writer = EventWriters.aedat4(bytes, FormatSamples.SENSOR, Aedat4Compression.NONE)) {
            writer.write(EVENTS);
        }
        assertThat(allocatedByTheSecondHalf(EventFormat.AEDAT4, bytes.toByteArray()))
                .isLessThan(EVENTS.size() / 4);
    }

    private static long allocatedByTheSecondHalf(EventFormat format, byte[] bytes) {
        EventDecoder decoder = format.newDecoder();
        EventBuffer out = new EventBuffer(EVENTS.size());
        out.reserve(EVENTS.size());
        decoder.decode(bytes, 0, bytes.length / 2, out);
        int first = out.size();
        out.clear();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();
        // The first reading may itself load what the second one needs.
        threads.getThreadAllocatedBytes(id);
        long before = threads.getThreadAllocatedBytes(id);
        int end = decoder.decode(bytes, bytes.length / 2, bytes.length, out);
        long allocated = threads.getThreadAllocatedBytes(id) - before;

        assertThat(end).isEqualTo(bytes.length);
        assertThat(first + out.size()).isEqualTo(EVENTS.size());
        assertThat(decoder.report().firstFaults()).isEmpty();
        return allocated;
    }
}
