// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.schemas.SensorPacket;
import io.acclimate.state.RawRecord;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Packets of streams called mutant-N, each broken in one of seven ways; some of them still decode. */
final class Mutations {

    private static final int HEADER_BYTES = 10;
    private static final int STREAMS = 40;
    private static final List<Float> ABSURD = List.of(
            Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MAX_VALUE, -1e30f, Float.MIN_VALUE);
    private static final List<Long> ABSURD_TIMES =
            List.of(Long.MIN_VALUE, Long.MAX_VALUE, 0L, -1L, 1L << 61, 1L << 62, -(1L << 61) - 1);

    private final SplittableRandom random;

    Mutations(long seed) {
        random = new SplittableRandom(seed);
    }

    RawRecord next(long offset) {
        SensorPacket packet = packet();
        byte[] value = RawRecords.record(packet, offset).value();
        String key = random.nextInt(10) == 0 ? "" : packet.getStreamId();
        return RawRecords.record(key, mutated(value, offset), offset);
    }

    private SensorPacket packet() {
        return RawRecords.packet("mutant-" + random.nextInt(STREAMS), random.nextInt(60), 1 + random.nextInt(40));
    }

    private byte[] mutated(byte[] value, long offset) {
        return switch (random.nextInt(7)) {
            case 0 -> flipped(value);
            case 1 -> Arrays.copyOf(value, random.nextInt(value.length + 20));
            case 2 -> spliced(value, offset);
            case 3 -> lying(value);
            case 4 -> noise();
            case 5 -> absurd(offset);
            default -> inconsistent(offset);
        };
    }

    /** Bits of the body; of the header too, one time in ten. */
    private byte[] flipped(byte[] value) {
        int from = random.nextInt(10) == 0 ? 0 : HEADER_BYTES;
        for (int flips = random.nextInt(1, 6); flips > 0; flips--) {
            value[random.nextInt(from, value.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return value;
    }

    /** The beginning of one packet and the end of another. */
    private byte[] spliced(byte[] head, long offset) {
        byte[] tail = RawRecords.record(packet(), offset).value();
        int keep = random.nextInt(HEADER_BYTES, head.length);
        int from = random.nextInt(tail.length);
        byte[] both = Arrays.copyOf(head, keep + tail.length - from);
        System.arraycopy(tail, from, both, keep, tail.length - from);
        return both;
    }

    /** A count of about 2^30, of either sign, where some count or number may be. */
    private byte[] lying(byte[] value) {
        byte[] lie = {(byte) (0xF0 + random.nextInt(16)), (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F};
        System.arraycopy(lie, 0, value, random.nextInt(HEADER_BYTES, value.length - lie.length), lie.length);
        return value;
    }

    private byte[] noise() {
        byte[] noise = new byte[random.nextInt(200)];
        random.nextBytes(noise);
        return noise;
    }

    /** Well-formed, but with a reading or a time that no device means. */
    private byte[] absurd(long offset) {
        SensorPacket packet = packet();
        if (random.nextBoolean()) {
            List<Float> values = packet.getValues();
            values.set(random.nextInt(values.size()), ABSURD.get(random.nextInt(ABSURD.size())));
        } else {
            List<Long> times = packet.getTimestampsMicros();
            times.set(random.nextInt(times.size()), ABSURD_TIMES.get(random.nextInt(ABSURD_TIMES.size())));
        }
        return RawRecords.record(packet, offset).value();
    }

    /** Well-formed, but with numbers that do not fit each other. */
    private byte[] inconsistent(long offset) {
        SensorPacket packet = packet();
        switch (random.nextInt(4)) {
            case 0 -> packet.setChannels(random.nextInt(-2, 9));
            case 1 -> packet.getValues().remove(0);
            case 2 -> packet.getTimestampsMicros().clear();
            default -> packet.setStreamId("mutant".repeat(random.nextInt(2000)));
        }
        return RawRecords.record(packet, offset).value();
    }
}
