// SPDX-License-Identifier: Apache-2.0
package io.acclimate.schemas;

import org.apache.avro.specific.SpecificRecord;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/** One record of each contract with every field of version 1 set; frozen bytes are compared with them. */
final class Samples {

    static final SensorPacket SENSOR_PACKET = SensorPacket.newBuilder()
            .setStreamId("press-7/vibration")
            .setTimestampsMicros(List.of(1_700_000_000_000_000L, 1_700_000_000_020_000L))
            .setChannels(3)
            .setValues(List.of(0.5f, -9.81f, 1e-7f, Float.NaN, Float.NEGATIVE_INFINITY, 3f))
            .build();

    static final EventPacket EVENT_PACKET = EventPacket.newBuilder()
            .setStreamId("gate-2/camera")
            .setWidth(346)
            .setHeight(260)
            .setStartMicros(81_000_000L)
            .setCount(2)
            .setTimeOffsets(bytes(0, 0, 0, 0, 0x10, 0x27, 0, 0))
            .setX(bytes(0x59, 1, 0, 0))
            .setY(bytes(3, 1, 7, 0))
            .setPolarity(bytes(2))
            .build();

    static final Prediction PREDICTION = Prediction.newBuilder()
            .setStreamId("press-7/vibration")
            .setWindowStartMicros(1_700_000_000_000_000L)
            .setWindowEndMicros(1_700_000_002_560_000L)
            .setPredictedClass(1)
            .setClassName("worn \"bearing\"")
            .setProbabilities(List.of(0.25f, 0.75f))
            .setEntropy(0.5623f)
            .setSourceClass(0)
            .setAdaptationStep(41)
            .setModelId("9f86d081884c7d65")
            .setMethod("rmt")
            .setArrivalMillis(1_700_000_002_571L)
            .setLatencyMillis(12)
            .build();

    static final ShiftAlert SHIFT_ALERT = ShiftAlert.newBuilder()
            .setAlertId("press-7/vibration@1700000100000000")
            .setStreamId("press-7/vibration")
            .setStatus(AlertStatus.OPENED)
            .setKind(ShiftKind.COVARIATE)
            .setStatistic("entropy")
            .setScore(6.25)
            .setThreshold(5.5)
            .setFalseAlarmsPerDay(0.1)
            .setOnsetMicros(1_700_000_090_000_000L)
            .setDetectedMicros(1_700_000_100_000_000L)
            .setAdaptationStep(57)
            .setModelId("9f86d081884c7d65")
            .setEvidence(Map.of("feature-distance", 3.5))
            .build();

    static final AdaptationLogEntry ADAPTATION_LOG_ENTRY = AdaptationLogEntry.newBuilder()
            .setStreamId("press-7/vibration")
            .setAction(AdaptationAction.SKIPPED)
            .setStep(57)
            .setMethod("rmt")
            .setModelId("9f86d081884c7d65")
            .setWindowStartMicros(1_700_000_000_000_000L)
            .setWindowEndMicros(1_700_000_020_480_000L)
            .setWindows(16)
            .setSamplesUsed(0)
            .setLoss(0.75)
            .setMeanEntropy(0.31)
            .setParameterDistance(0.004)
            .setSkipReason("the loss is not finite")
            .setStepMillis(8.5)
            .setSnapshotId(null)
            .setSnapshots(List.of())
            .setCommandId(null)
            .setEvidence(Map.of())
            .setStreams(0)
            .setSubtask(0)
            .setParallelism(0)
            .build();

    static final ControlCommand CONTROL_COMMAND = ControlCommand.newBuilder()
            .setCommandId("c-17")
            .setAction(ControlAction.ROLLBACK)
            .setScope(ControlScope.PREFIX)
            .setTarget("press-")
            .setSnapshotId(4L)
            .setStepsBack(2)
            .setBeforeMicros(1_700_000_090_000_000L)
            .setReason("sensor was re-mounted")
            .setIssuedBy("night shift")
            .setIssuedMillis(1_700_000_200_000L)
            .build();

    static final DelayedLabel DELAYED_LABEL = DelayedLabel.newBuilder()
            .setStreamId("press-7/vibration")
            .setWindowEndMicros(1_700_000_002_560_000L)
            .setLabel(1)
            .setLabelledMillis(1_700_086_400_000L)
            .build();

    static final LabelRequest LABEL_REQUEST = LabelRequest.newBuilder()
            .setStreamId("press-7/vibration")
            .setWindowStartMicros(1_700_000_000_000_000L)
            .setWindowEndMicros(1_700_000_002_560_000L)
            .setPredictedClass(1)
            .setClassName("worn \"bearing\"")
            .setScore(0.125)
            .setAdaptationStep(41)
            .setModelId("9f86d081884c7d65")
            .setRequestedMillis(1_700_000_002_583L)
            .build();

    static final DeadLetter DEAD_LETTER = DeadLetter.newBuilder()
            .setTopic("sensor-packets")
            .setPartition(3)
            .setOffset(99_000_000_000L)
            .setTimestampMillis(1_700_000_002_571L)
            .setSchemaFingerprint("0123456789abcdef")
            .setStreamId("press-7/vibration")
            .setErrorClass("UNKNOWN_SCHEMA")
            .setMessage("no schema with fingerprint 0123456789abcdef is known")
            .setKey(bytes(1))
            .setValue(bytes(0xC3, 1, 0xEF))
            .build();

    private Samples() {}

    static List<SpecificRecord> all() {
        return List.of(
                ADAPTATION_LOG_ENTRY,
                CONTROL_COMMAND,
                DEAD_LETTER,
                DELAYED_LABEL,
                EVENT_PACKET,
                LABEL_REQUEST,
                PREDICTION,
                SENSOR_PACKET,
                SHIFT_ALERT);
    }

    /** A codec for the class of {@code record}. */
    @SuppressWarnings("unchecked")
    static RecordCodec<SpecificRecord> codec(SpecificRecord record, SchemaStore store) {
        return RecordCodec.of((Class<SpecificRecord>) record.getClass(), store);
    }

    private static ByteBuffer bytes(int... values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length);
        for (int value : values) {
            buffer.put((byte) value);
        }
        return buffer.flip();
    }
}
