// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

/** 10,000 damaged recordings: every decoder ends, throws nothing, and its report stays consistent. */
class MutatedRecordingsTest {

    private static final int FILES = 10_000;
    private static final Geometry SENSOR = new Geometry(128, 96);
    private static final EventBuffer EVENTS = Recordings.generated(5, 300, SENSOR, 1000, 60);

    private record Original(EventFormat format, byte[] bytes) {}

    private static List<Original> originals() throws IOException {
        List<Original> originals = new ArrayList<>();
        for (EventFormat format : EventWriters.FORMATS) {
            originals.add(new Original(format, WriterRoundTripTest.write(format, EVENTS, SENSOR)));
        }
        for (Aedat4Compression compression : List.of(Aedat4Compression.NONE, Aedat4Compression.ZSTD)) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (EventWriter writer = EventWriters.aedat4(bytes, SENSOR, compression)) {
                writer.write(EVENTS);
            }
            originals.add(new Original(EventFormat.AEDAT4, bytes.toByteArray()));
        }
        for (EventFormat format : EventFormat.values()) {
            if (!EventWriters.FORMATS.contains(format)) {
                originals.add(new Original(format, handWritten(format)));
            }
        }
        return originals;
    }

    /** The generated events in a format that has no writer. */
    private static byte[] handWritten(EventFormat format) {
        Words words = Words.of(
                switch (format) {
                    case EVT21 -> "% evt 2.1\n% geometry 128x96\n% end\n";
                    case AEDAT2 -> "#!AER-DAT2.0\r\n# AEChip: DVS128\r\n";
                    case AEDAT3 -> "#!AER-DAT3.1\r\n#!END-HEADER\r\n";
                    case EVENT_STREAM -> "Event Stream";
                    case TEXT -> "t,x,y,p\n";
                    default -> "";
                });
        if (format == EventFormat.EVENT_STREAM) {
            words.u8(2, 0, 0, 1).u16(128, 96);
        }
        for (int i = 0; i < EVENTS.size(); i++) {
            handWritten(format, words, i);
        }
        return words.bytes();
    }

    private static void handWritten(EventFormat format, Words words, int i) {
        long t = EVENTS.times()[i];
        int x = EVENTS.x()[i];
        int y = EVENTS.y()[i];
        long p = EVENTS.polarity()[i];
        switch (format) {
            case EVT21 ->
                words.u64(8L << 60 | t >>> 6 << 32, p << 60 | (t & 63) << 54 | (long) x << 43 | (long) y << 32 | 1);
            case AEDAT2 -> words.bigEndian32((long) y << 8 | (long) x << 1 | 1 - p, t);
            case AEDAT3 -> words.u16(1, 1).u32(8, 4, 0, 1, 1, 1).u32((long) x << 17 | (long) y << 2 | p << 1 | 1, t);
            case EVENT_STREAM -> words.u8((int) (t % 100 << 1 | p)).u16(x, y);
            case TEXT -> words.text(t + "," + x + "," + y + "," + p + "\n");
            default -> words.u8(x, y, (int) (p << 7 | t >> 16), (int) t >> 8, (int) t);
        }
    }

    @Test
    void everyOriginalDecodesWithoutFault() throws IOException {
        for (Original original : originals()) {
            EventDecoder decoder = original.format().newDecoder();
            assertThat(Recordings.decode(decoder, original.bytes()).size())
                    .as(original.format().name())
                    .isEqualTo(EVENTS.size());
            assertThat(decoder.report().firstFaults()).isEmpty();
        }
    }

    @Test
    @Timeout(120)
    void damagedRecordingsNeitherHangNorThrowNorAllocateWithoutBound() throws IOException {
        List<Original> originals = originals();
        EventBuffer out = new EventBuffer(1 << 12);
        long faulty = 0;
        for (int i = 0; i < FILES; i++) {
            Random random = new Random(i);
            Original original = originals.get(i % originals.size());
            byte[] bytes = damage(original.bytes(), random);
            EventDecoder decoder = original.format().newDecoder();
            long events = decodeBounded(decoder, bytes, random, out);
            assertThat(events).as("file " + i).isEqualTo(decoder.report().events());
            assertThat(decoder.report().firstFaults())
                    .allMatch(fault -> fault.offset() >= 0 && fault.offset() <= bytes.length);
            faulty += decoder.report().faults() > 0 ? 1 : 0;
        }
        assertThat(faulty).isGreaterThan(FILES / 2);
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
        try (EventWriter writer = EventWriters.aedat4(bomb, SENSOR, Aedat4Compression.ZSTD)) {
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
