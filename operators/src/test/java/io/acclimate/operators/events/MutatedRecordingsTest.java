// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import io.acclimate.operators.events.FormatSamples.Original;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

/** 10,000 damaged recordings: every decoder ends, throws nothing, and its report stays consistent. */
class MutatedRecordingsTest {

    private static final int FILES = 10_000;
    /** A damaged length field of any format can claim gigabytes; the files have a few kB. */
    private static final long MOST_ALLOCATED = 64L << 20;

    @Test
    void everyOriginalDecodesWithoutFault() throws IOException {
        for (Original original : FormatSamples.originals()) {
            EventDecoder decoder = original.format().newDecoder();
            assertThat(Recordings.decode(decoder, original.bytes()).size())
                    .as(original.format().name())
                    .isEqualTo(FormatSamples.EVENTS.size());
            assertThat(decoder.report().firstFaults()).isEmpty();
        }
    }

    @Test
    @Timeout(120)
    void damagedRecordingsNeitherHangNorThrowNorAllocateWithoutBound() throws IOException {
        List<Original> originals = FormatSamples.originals();
        EventBuffer out = new EventBuffer(1 << 12);
        long faulty = 0;
        long greatest = 0;
        for (int i = 0; i < FILES; i++) {
            Random random = new Random(i);
            Original original = originals.get(i % originals.size());
            byte[] bytes = damage(original.bytes(), random);
            EventDecoder decoder = original.format().newDecoder();
            long before = allocated();
            long events = decodeBounded(decoder, bytes, random, out);
            greatest = Math.max(greatest, allocated() - before);
            assertThat(events).as("file " + i).isEqualTo(decoder.report().events());
            assertThat(decoder.report().firstFaults())
                    .allMatch(fault -> fault.offset() >= 0 && fault.offset() <= bytes.length);
            faulty += decoder.report().faults() > 0 ? 1 : 0;
        }
        assertThat(faulty).isGreaterThan(FILES / 2);
        assertThat(greatest).as("bytes allocated for one file").isLessThan(MOST_ALLOCATED);
    }

    private static long allocated() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    /** Flips bits, overwrites, cuts, repeats or inserts, mostly in several places. */
    private static byte[] damage(byte[] bytes, Random random) {
        byte[] damaged = bytes.clone();
        for (int i = random.nextInt(6); i >= 0; i--) {
            int at = random.nextInt(damaged.length);
            int length = Math.min(damaged.length - at, 1 + random.nextInt(40));
            switch (random.nextInt(6)) {
                case 0 -> damaged[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> Arrays.fill(damaged, at, at + length, (byte) random.nextInt(256));
                case 2 -> damaged = Arrays.copyOf(damaged, Math.max(1, at));
                case 3 -> System.arraycopy(damaged, 0, damaged, at, length);
                case 4 -> {
                    byte[] longer = Arrays.copyOf(damaged, damaged.length + length);
                    System.arraycopy(damaged, at, longer, at + length, damaged.length - at);
                    damaged = longer;
                }
                default -> damaged[random.nextInt(Math.min(damaged.length, 200))] = (byte) random.nextInt(256);
            }
        }
        return damaged;
    }

    /** Decodes and checks the contract on the way: progress, order of time unless the clock is reset, the sensor. */
    private static long decodeBounded(EventDecoder decoder, byte[] bytes, Random random, EventBuffer out) {
        long events = 0;
        long last = Long.MIN_VALUE;
        long backwards = 0;
        int at = 0;
        int idle = 0;
        while (at < bytes.length) {
            int end = Math.min(bytes.length, at + 1 + random.nextInt(2000));
            int next = decoder.decode(bytes, at, end, out);
            idle = next == at && out.isEmpty() ? idle + 1 : 0;
            assertThat(idle).isLessThan(2);
            for (int i = 0; i < out.size(); i++) {
                backwards += out.times()[i] < last ? 1 : 0;
                last = out.times()[i];
            }
            events += out.size();
            out.clear();
            at = next;
        }
        decoder.finish();
        assertThat(backwards).isLessThanOrEqualTo(decoder.report().count(Fault.CLOCK_RESET));
        return events;
    }

    @Test
    void aPacketThatDecompressesToMoreThanADecoderKeepsIsCorrupt() throws IOException {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (EventWriter writer = EventWriters.aedat4(bomb, FormatSamples.SENSOR, Aedat4Compression.ZSTD)) {
            writer.write(new EventBuffer(64));
        }
        byte[] packet = Aedat4Compression.ZSTD.compress(new byte[Aedat4Decoder.LARGEST_TABLE + 1000]);
        Words words = new Words();
        for (byte next : bomb.toByteArray()) {
            words.u8(next);
        }
        words.u32(0, packet.length);
        for (byte next : packet) {
            words.u8(next);
        }
        EventDecoder decoder = EventFormat.AEDAT4.newDecoder();
        assertThat(Recordings.decode(decoder, words.bytes()).isEmpty()).isTrue();
        assertThat(decoder.report().firstFaults()).containsExactly(new DecodeReport.At(Fault.CORRUPT, bomb.size()));
    }
}
