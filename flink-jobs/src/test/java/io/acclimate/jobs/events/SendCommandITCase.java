// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.events;

import io.acclimate.jobs.events.Commands.Run;
import io.acclimate.jobs.kafka.EmbeddedKafkaExtension;
import io.acclimate.jobs.kafka.RecordProducer;
import io.acclimate.jobs.kafka.TopicReader;
import io.acclimate.operators.events.EventBuffer;
import io.acclimate.operators.events.EventFormat;
import io.acclimate.operators.events.EventReader;
import io.acclimate.schemas.EventPacket;
import io.acclimate.schemas.RecordCodec;
import io.acclimate.schemas.SchemaStore;
import io.acclimate.schemas.UndecodableException;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class SendCommandITCase {

    @RegisterExtension
    static final EmbeddedKafkaExtension KAFKA = new EmbeddedKafkaExtension();

    @TempDir
    private Path directory;

    /** Reads until there are so many, and once more for those that should not be there. */
    private static List<ConsumerRecord<byte[], byte[]>> records(String topic, int expected) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (TopicReader reader = TopicReader.fromBeginning(KAFKA.bootstrapServers(), topic)) {
            while (records.size() < expected) {
                reader.poll(Duration.ofMillis(200)).forEach(records::add);
            }
            reader.poll(Duration.ofMillis(200)).forEach(records::add);
        }
        return records;
    }

    private static List<EventPacket> packets(String topic, int expected) throws UndecodableException {
        RecordCodec<EventPacket> codec = RecordCodec.of(EventPacket.class, SchemaStore.builtIn());
        List<EventPacket> packets = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records(topic, expected)) {
            packets.add(codec.decode(record.value()));
            assertThat(new String(record.key())).isEqualTo(packets.get(0).getStreamId());
        }
        return packets;
    }

    private static EventBuffer events(List<EventPacket> packets) {
        EventBuffer events = new EventBuffer(1 << 20);
        for (EventPacket packet : packets) {
            var times = packet.getTimeOffsets().order(ByteOrder.LITTLE_ENDIAN);
            var x = packet.getX().order(ByteOrder.LITTLE_ENDIAN);
            var y = packet.getY().order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < packet.getCount(); i++) {
                boolean on = (packet.getPolarity().get(i / 8) >> i % 8 & 1) == 1;
                events.add(packet.getStartMicros() + times.getInt(4 * i), x.getChar(2 * i), y.getChar(2 * i), on);
            }
        }
        return events;
    }

    @Test
    void everyEventArrivesInPacketsOfTheContract() throws Exception {
        KAFKA.createTopics(1, "camera");
        EventBuffer scene = Commands.scene(3_000_000_000L);
        Path file = Commands.write(directory.resolve("left.camera.aedat4"), EventFormat.AEDAT4, scene);
        Run run = Commands.run(
                "events",
                "send",
                file,
                "--topic",
                "camera",
                "--bootstrap-servers",
                KAFKA.bootstrapServers(),
                "--speed",
                "max",
                "--packet-events",
                "1000");
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).startsWith("0.2 s of the recording, 21,000 events in ");

        List<EventPacket> packets = packets("camera", 21);
        assertThat(Commands.equal(scene, events(packets))).isTrue();
        assertThat(packets).allSatisfy(packet -> {
            assertThat(packet.getStreamId()).isEqualTo("left.camera");
            assertThat(packet.getWidth()).isEqualTo(64);
            assertThat(packet.getHeight()).isEqualTo(48);
            assertThat(packet.getCount()).isBetween(1, 1000);
        });
        assertThat(packets).hasSize(21);
    }

    @Test
    void inRealTimeAPacketIsSentWhenItsLastEventHasHappened() throws Exception {
        KAFKA.createTopics(1, "live");
        Path file = Commands.write(directory.resolve("a.dat"), EventFormat.DAT, Commands.scene(0));
        long before = System.currentTimeMillis();
        Run run = Commands.run(
                "events",
                "send",
                file,
                "--topic",
                "live",
                "--bootstrap-servers",
                KAFKA.bootstrapServers(),
                "--stream",
                "s1",
                "--packet-events",
                "1000000",
                "--speed",
                "0.5x");
        assertThat(run.exitCode()).isZero();
        assertThat(System.currentTimeMillis() - before).isGreaterThanOrEqualTo(399);
        List<EventPacket> packets = packets("live", 4);
        assertThat(packets).hasSize(4);
        List<ConsumerRecord<byte[], byte[]>> records = records("live", 4);
        for (int i = 0; i < 4; i++) {
            assertThat(records.get(i).timestamp() - before).isGreaterThanOrEqualTo(100 * (i + 1) - 1);
        }
        assertThat(packets).allSatisfy(packet -> {
            int last = packet.getTimeOffsets().order(ByteOrder.LITTLE_ENDIAN).getInt(4 * packet.getCount() - 4);
            assertThat((long) last).isLessThan(EventSender.PACKET_MICROS);
            assertThat(packet.getStreamId()).isEqualTo("s1");
        });
    }

    @Test
    void aStoppedSendingEndsAfterAWholePacketThatKafkaHas() throws Exception {
        KAFKA.createTopics(1, "stopped");
        Path file = Commands.write(directory.resolve("a.dat"), EventFormat.DAT, Commands.scene(0));
        AtomicInteger packets = new AtomicInteger();
        try (EventReader reader = EventReader.open(file);
                RecordProducer producer = new RecordProducer(KAFKA.bootstrapServers())) {
            EventSender sender =
                    new EventSender(producer, "stopped", "s", Commands.SENSOR, 500, InstantSource.system());
            sender.send(reader, 1, () -> packets.get() == 3, packets::incrementAndGet);
            assertThat(sender.packets()).isEqualTo(3);
            assertThat(sender.events()).isEqualTo(1500);
        }
        assertThat(events(packets("stopped", 3)).size()).isEqualTo(1500);
    }

    @Test
    void mistakesAreSentences() throws IOException {
        Path file = Commands.write(directory.resolve("a.dat"), EventFormat.DAT, Commands.scene(0));
        assertThat(Commands.run(
                                "events",
                                "send",
                                file,
                                "--topic",
                                "none",
                                "--bootstrap-servers",
                                KAFKA.bootstrapServers())
                        .err())
                .isEqualToIgnoringNewLines(
                        "the brokers at " + KAFKA.bootstrapServers() + " have no topic none; make it first");
        Run speed = Commands.run("events", "send", file, "--topic", "camera", "--speed", "fast");
        assertThat(speed.exitCode()).isEqualTo(2);
        assertThat(speed.err()).startsWith("--speed must be a number above 0 such as 1x, or max, not 'fast'");
        assertThat(Commands.run("events", "send", file, "--topic", "camera", "--packet-events", "0")
                        .exitCode())
                .isEqualTo(2);
    }
}
