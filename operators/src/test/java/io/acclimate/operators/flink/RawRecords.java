// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.sensors.InputLimits;
import io.acclimate.operators.testing.SyntheticModel;
import io.acclimate.schemas.RecordCodec;
import io.acclimate.schemas.SchemaStore;
import io.acclimate.schemas.SensorPacket;
import io.acclimate.state.RawRecord;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Sensor packets as they lie in a topic. */
final class RawRecords {

    static final int CHANNELS = SyntheticModel.CHANNELS;
    static final InputLimits LIMITS = new InputLimits(CHANNELS, 20_000, 500, 256);

    /** Nominal distance of two readings. */
    static final long PERIOD_MICROS = 10_000;

    private static final RecordCodec<SensorPacket> CODEC = RecordCodec.of(SensorPacket.class, SchemaStore.builtIn());

    private RawRecords() {}

    static RawRecord record(String key, byte[] value, long offset) {
        return new RawRecord("sensors", (int) (offset % 4), offset, 1_700_000_000_000L + offset, bytes(key), value);
    }

    static RawRecord record(SensorPacket packet, long offset) {
        return record(packet.getStreamId(), CODEC.encode(packet), offset);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static SensorPacket packet(String stream, List<Long> timestamps, int channels, List<Float> values) {
        return new SensorPacket(stream, timestamps, channels, values);
    }

    /** The {@code number}-th packet of a stream: {@code readings} readings on a clock that jitters. */
    static SensorPacket packet(String stream, int number, int readings) {
        SplittableRandom random = new SplittableRandom(stream.hashCode() * 31L + number);
        List<Long> timestamps = new ArrayList<>();
        List<Float> values = new ArrayList<>();
        for (int i = 0; i < readings; i++) {
            long index = (long) number * readings + i;
            timestamps.add(1_000_000 + index * PERIOD_MICROS + random.nextLong(PERIOD_MICROS / 2));
            for (int c = 0; c < CHANNELS; c++) {
                values.add((float) Math.sin(0.3 * index + c) + (float) random.nextDouble(-0.2, 0.2));
            }
        }
        return packet(stream, timestamps, CHANNELS, values);
    }
}
