// SPDX-License-Identifier: Apache-2.0
package io.acclimate.benchmarks;

import io.acclimate.operators.sensors.BadPacketException;
import io.acclimate.operators.sensors.InputLimits;
import io.acclimate.operators.sensors.PacketDecoder;
import io.acclimate.schemas.Prediction;
import io.acclimate.schemas.RecordCodec;
import io.acclimate.schemas.SchemaStore;
import io.acclimate.schemas.SensorPacket;
import io.acclimate.schemas.UndecodableException;
import io.acclimate.state.RawRecord;
import io.acclimate.state.SensorReadings;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** Records of the two topics with the most traffic: a sensor packet of 50 readings of 6 channels, and a prediction. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "-Dorg.apache.avro.SERIALIZABLE_PACKAGES=io.acclimate.schemas")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class AvroCodecBenchmark {

    private static final int READINGS = 50;
    private static final int CHANNELS = 6;
    private static final long PERIOD_MICROS = 10_000;
    private static final long START_MICROS = 1_700_000_000_000_000L;

    private final RecordCodec<SensorPacket> packets = RecordCodec.of(SensorPacket.class, SchemaStore.builtIn());
    private final RecordCodec<Prediction> predictions = RecordCodec.of(Prediction.class, SchemaStore.builtIn());
    private final PacketDecoder decoder =
            new PacketDecoder(SchemaStore.builtIn(), new InputLimits(CHANNELS, 1 << 20, 1 << 16, 256));
    private final SensorPacket packet = packet();
    private final Prediction prediction = prediction();
    private final byte[] encodedPacket = packets.encode(packet);
    private final byte[] encodedPrediction = predictions.encode(prediction);
    private final RawRecord record = new RawRecord("sensors", 0, 0, 0, new byte[0], encodedPacket);

    private static SensorPacket packet() {
        SplittableRandom random = new SplittableRandom(1);
        List<Long> timestamps = new ArrayList<>();
        List<Float> values = new ArrayList<>();
        for (int i = 0; i < READINGS; i++) {
            timestamps.add(START_MICROS + i * PERIOD_MICROS + random.nextInt(300));
            for (int c = 0; c < CHANNELS; c++) {
                values.add((float) random.nextDouble(-2, 2));
            }
        }
        return new SensorPacket("stream-00001", timestamps, CHANNELS, values);
    }

    private static Prediction prediction() {
        return Prediction.newBuilder()
                .setStreamId("stream-00001")
                .setWindowStartMicros(START_MICROS)
                .setWindowEndMicros(START_MICROS + 128 * PERIOD_MICROS)
                .setPredictedClass(2)
                .setClassName("full load")
                .setProbabilities(List.of(0.05f, 0.1f, 0.7f, 0.1f, 0.05f))
                .setEntropy(1.01f)
                .setSourceClass(1)
                .setAdaptationStep(17)
                .setModelId("0".repeat(64))
                .setMethod("rmt")
                .setArrivalMillis(START_MICROS / 1000)
                .setLatencyMillis(120)
                .build();
    }

    /** What the decode operator does with a packet: Avro, checks, primitive arrays. */
    @Benchmark
    public SensorReadings decodeAndCheckPacket() throws BadPacketException {
        return decoder.decode(record);
    }

    /** Avro alone. */
    @Benchmark
    public SensorPacket decodePacket() throws UndecodableException {
        return packets.decode(encodedPacket);
    }

    /** A device's side. */
    @Benchmark
    public byte[] encodePacket() {
        return packets.encode(packet);
    }

    /** Once per window. */
    @Benchmark
    public byte[] encodePrediction() {
        return predictions.encode(prediction);
    }

    /** A consumer's side. */
    @Benchmark
    public Prediction decodePrediction() throws UndecodableException {
        return predictions.decode(encodedPrediction);
    }
}
