// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.sensors.Outcome;
import io.acclimate.operators.sensors.SensorWindow;
import io.acclimate.operators.sensors.SensorWindowAssembler;
import io.acclimate.operators.sensors.WindowSpec;
import io.acclimate.schemas.DeadLetter;
import io.acclimate.schemas.RecordCodec;
import io.acclimate.schemas.SchemaStore;
import io.acclimate.schemas.SensorPacket;
import io.acclimate.state.OutputRecord;
import io.acclimate.state.Sample;
import io.acclimate.state.SensorBuffer;
import io.acclimate.state.SensorReadings;

import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;

class WindowFunctionTest {

    private static final int READINGS = 20;
    private static final long JUMP_MICROS = 3_600_000_000L;

    private WindowRun run;

    @BeforeEach
    void start() throws Exception {
        run = WindowRun.start();
    }

    @AfterEach
    void stop() {
        run.close();
    }

    /** Packets of three streams in turn; now and then two neighbours of a stream change places. */
    private static List<SensorReadings> packets() throws Exception {
        List<SensorReadings> packets = new ArrayList<>();
        long offset = 0;
        for (int number = 0; number < 24; number++) {
            int late = number % 7 == 3 ? number + 1 : number % 7 == 4 ? number - 1 : number;
            for (String stream : List.of("pump", "fan", "belt")) {
                packets.add(WindowRun.readings(RawRecords.packet(stream, late, READINGS), offset++));
            }
        }
        return packets;
    }

    private static SensorPacket moved(SensorPacket packet, long micros) {
        List<Long> timestamps =
                packet.getTimestampsMicros().stream().map(t -> t + micros).toList();
        return RawRecords.packet(packet.getStreamId(), timestamps, packet.getChannels(), packet.getValues());
    }

    private void send(SensorPacket packet, long offset) throws Exception {
        run.process(List.of(WindowRun.readings(packet, offset)));
    }

    private static String text(SensorReadings packet, SensorWindow window) {
        ByteBuffer bytes =
                ByteBuffer.allocate(window.data().length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(window.data());
        return WindowRun.text(new Sample(
                packet.streamId(), window.startMicros(), window.endMicros(), packet.arrivalMillis(), bytes.array()));
    }

    @ParameterizedTest
    @EnumSource
    void theWindowsAreThoseOfTheAssembler(Backend backend) throws Exception {
        SensorWindowAssembler assembler = new SensorWindowAssembler(WindowRun.SPEC);
        Map<String, SensorBuffer> buffers = new HashMap<>();
        Map<String, List<String>> expected = new TreeMap<>();
        for (SensorReadings packet : packets()) {
            Outcome outcome = assembler.add(buffers.getOrDefault(packet.streamId(), SensorBuffer.EMPTY), packet);
            buffers.put(packet.streamId(), outcome.state());
            for (SensorWindow window : outcome.windows()) {
                expected.computeIfAbsent(packet.streamId(), id -> new ArrayList<>())
                        .add(text(packet, window));
            }
        }

        try (WindowRun onBackend = WindowRun.start(backend, null)) {
            onBackend.process(packets());

            assertThat(onBackend.texts()).isEqualTo(expected).hasSize(3);
            assertThat(expected.get("pump")).hasSizeGreaterThan(10);
        }
    }

    @Test
    void readingsBufferedForAModelOfOtherChannelsAreForgottenAndTheClockGoesOn() throws Exception {
        WindowSpec spec = new WindowSpec(
                1,
                WindowRun.SPEC.length(),
                WindowRun.SPEC.strideLength(),
                WindowRun.SPEC.periodMicros(),
                WindowRun.SPEC.outOfOrderMicros(),
                WindowRun.SPEC.maxGapMicros(),
                WindowRun.SPEC.maxClockJumpMicros());
        run.process(packets().subList(0, 3));
        long clock = packets().get(0).timestampsMicros()[READINGS - 1];
        try (WindowRun other =
                WindowRun.start(spec, Backend.HASHMAP, run.harness().checkpoint())) {
            long[] timestamps = new long[4 * spec.length()];
            for (int i = 0; i < timestamps.length; i++) {
                timestamps[i] = clock + (i + 1) * spec.periodMicros();
            }
            other.process(
                    List.of(new SensorReadings("pump", timestamps, new float[timestamps.length], 1, "t", 0, 9, 0)));

            assertThat(other.windows()).isNotEmpty().allSatisfy(window -> {
                assertThat(window.data()).hasSize(spec.length() * Float.BYTES);
                assertThat(window.startMicros()).isGreaterThan(clock);
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRunRestoredAfterEveryPacketGivesTheSameWindowsAndLetters(Backend backend) throws Exception {
        List<SensorReadings> packets = packets().subList(0, 36);
        run.process(packets);
        List<String> windows = new ArrayList<>();
        List<DeadLetter> letters = new ArrayList<>();

        OperatorSubtaskState state = null;
        for (SensorReadings packet : packets) {
            try (WindowRun restored = WindowRun.start(backend, state)) {
                restored.process(List.of(packet));
                restored.windows().forEach(sample -> windows.add(WindowRun.text(sample)));
                letters.addAll(restored.letters());
                state = restored.harness().checkpoint();
            }
        }

        assertThat(windows)
                .isEqualTo(run.windows().stream().map(WindowRun::text).toList())
                .isNotEmpty();
        assertThat(letters).isEqualTo(run.letters());
    }

    @Test
    void aPacketThatJumpsInTimeIsADeadLetterWithItsProvenance() throws Exception {
        send(RawRecords.packet("pump", 0, READINGS), 1);
        SensorPacket jumped = moved(RawRecords.packet("pump", 1, READINGS), JUMP_MICROS);
        send(jumped, 4711);

        DeadLetter letter = run.letters().get(0);

        assertThat(run.letters()).hasSize(1);
        assertThat(letter.getErrorClass()).isEqualTo("CLOCK_JUMP");
        assertThat(letter.getStreamId()).isEqualTo("pump");
        assertThat(letter.getTopic()).isEqualTo("sensors");
        assertThat(letter.getPartition()).isEqualTo(4711 % 4);
        assertThat(letter.getOffset()).isEqualTo(4711);
        assertThat(letter.getTimestampMillis()).isEqualTo(1_700_000_000_000L + 4711);
        assertThat(letter.getMessage()).contains("window.max-clock-jump");
        assertThat(packetIn(letter)).isEqualTo(jumped);
    }

    @Test
    void theLetterIsKeyedByItsStream() throws Exception {
        send(RawRecords.packet("pump", 0, READINGS), 1);
        send(moved(RawRecords.packet("pump", 1, READINGS), JUMP_MICROS), 2);

        OutputRecord letter =
                run.harness().flink.getSideOutput(Outputs.DEAD_LETTERS).peek().getValue();

        assertThat(letter.key()).isEqualTo(RawRecords.bytes("pump"));
        assertThat(letter.timestampMillis()).isEqualTo(1_700_000_000_002L);
    }

    @Test
    void aLatePacketIsADeadLetterAndCounted() throws Exception {
        for (int number : new int[] {0, 1, 3, 4}) {
            send(RawRecords.packet("pump", number, READINGS), number);
        }
        SensorPacket late = RawRecords.packet("pump", 2, READINGS);
        send(late, 99);

        assertThat(run.letters()).extracting(DeadLetter::getErrorClass).containsExactly("LATE");
        assertThat(run.letters().get(0).getMessage()).contains("window.out-of-order");
        assertThat(packetIn(run.letters().get(0))).isEqualTo(late);
        assertThat(run.count("lateReadings")).isEqualTo(READINGS);
        assertThat(run.count("deadLetters")).isEqualTo(1);
    }

    @Test
    void aClockThatGoesOnFromItsJumpRestartsTheStream() throws Exception {
        send(RawRecords.packet("pump", 0, READINGS), 0);
        for (int number = 1; number < 5; number++) {
            send(moved(RawRecords.packet("pump", number, READINGS), -JUMP_MICROS), number);
        }

        assertThat(run.count("clockResets")).isEqualTo(1);
        assertThat(run.count("deadLetters")).isEqualTo(1);
        assertThat(run.windows()).isNotEmpty().allMatch(sample -> sample.startMicros() < 0);
    }

    @Test
    void anotherStreamsJumpIsItsOwnAffair() throws Exception {
        run.process(packets());

        try (WindowRun disturbed = WindowRun.start()) {
            for (SensorReadings packet : packets()) {
                SensorPacket mad = moved(RawRecords.packet("mad", 0, READINGS), packet.offset() * JUMP_MICROS);
                disturbed.process(List.of(WindowRun.readings(mad, 0), packet));
            }

            assertThat(disturbed.texts()).isEqualTo(run.texts());
            assertThat(disturbed.letters()).extracting(DeadLetter::getStreamId).contains("mad");
        }
    }

    @Test
    void aRepeatedPacketIsCountedAndChangesNothing() throws Exception {
        List<SensorReadings> packets = List.of(
                WindowRun.readings(RawRecords.packet("pump", 0, 4), 0),
                WindowRun.readings(RawRecords.packet("pump", 0, 4), 1));
        run.process(packets);

        assertThat(run.count("duplicateReadings")).isEqualTo(4);
        assertThat(run.letters()).isEmpty();
    }

    @Test
    void windowsAreCountedAsTheyAreSent() throws Exception {
        run.process(packets());

        assertThat(run.count("windows")).isEqualTo(run.windows().size()).isPositive();
        assertThat(run.harness().metrics.names())
                .containsExactlyInAnyOrder(
                        "window.windows",
                        "window.duplicateReadings",
                        "window.lateReadings",
                        "window.overflowedReadings",
                        "window.lostWindows",
                        "window.clockResets",
                        "window.deadLetters");
    }

    private static SensorPacket packetIn(DeadLetter letter) throws Exception {
        byte[] value = new byte[letter.getValue().remaining()];
        letter.getValue().duplicate().get(value);
        return RecordCodec.of(SensorPacket.class, SchemaStore.builtIn()).decode(value);
    }
}
