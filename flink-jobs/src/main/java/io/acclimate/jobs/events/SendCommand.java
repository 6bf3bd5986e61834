// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.events;

import io.acclimate.jobs.embedded.Interrupt;
import io.acclimate.jobs.kafka.RecordProducer;
import io.acclimate.jobs.kafka.TopicAdmin;
import io.acclimate.jobs.kafka.Topics;
import io.acclimate.operators.events.EventReader;
import io.acclimate.operators.events.Geometry;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code acclimate events send}: plays a recording into Kafka as if its camera were live. */
@Command(
        name = "send",
        mixinStandardHelpOptions = true,
        description = "Sends a recording to a topic as packets of events, in real time or faster; Ctrl-C stops.",
        footer = {
            "",
            "A packet ends after --packet-events events or 50 ms of the sensor's time. The record's key is the stream id,"
                    + " its value the contract EventPacket ('acclimate tail TOPIC' shows it)."
        })
public final class SendCommand implements Callable<Integer> {

    private static final Duration REACH_TIMEOUT = Duration.ofSeconds(10);
    private static final int MOST_PACKET_EVENTS = 1_000_000;
    private static final int INTERRUPTED = 130;

    @Spec
    private CommandSpec spec;

    @Mixin
    private RecordingFile recording;

    @Option(names = "--topic", paramLabel = "TOPIC", required = true, description = "The topic; it must exist.")
    private String topic;

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT",
            defaultValue = "localhost:9092",
            description = "Address of the Kafka broker, several separated by commas (default: ${DEFAULT-VALUE}).")
    private String bootstrap;

    @Option(
            names = "--speed",
            paramLabel = "FACTOR|max",
            defaultValue = "1x",
            description =
                    "Seconds of the recording per second, such as 1x or 2.5x, or max for as fast as Kafka takes it"
                            + " (default: ${DEFAULT-VALUE}).")
    private String speed;

    @Option(
            names = "--stream",
            paramLabel = "ID",
            description = "Stream id; default: the file's name without its extension.")
    private String stream;

    @Option(
            names = "--packet-events",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Most events of a packet, 1 to 1000000 (default: ${DEFAULT-VALUE}).")
    private int packetEvents;

    @Override
    public Integer call() throws IOException {
        if (packetEvents < 1 || packetEvents > MOST_PACKET_EVENTS) {
            throw new ParameterException(
                    spec.commandLine(), "--packet-events must be from 1 to 1000000, not " + packetEvents);
        }
        double factor = factor();
        String name = Topics.DEFAULT.resolve(topic);
        Geometry sensor = recording.requireGeometry();
        TopicAdmin.reachable(bootstrap, REACH_TIMEOUT);
        if (!TopicAdmin.describeMissing(bootstrap, List.of(name)).isEmpty()) {
            throw new IllegalArgumentException(
                    "the brokers at %s have no topic %s; make it first".formatted(bootstrap, name));
        }
        try (Interrupt interrupt = Interrupt.listen();
                EventReader reader = recording.open();
                RecordProducer producer = new RecordProducer(bootstrap)) {
            Progress progress = new Progress(spec.commandLine().getErr());
            EventSender sender =
                    new EventSender(producer, name, streamId(), sensor, packetEvents, InstantSource.system());
            sender.send(reader, factor, interrupt::requested, () -> progress.update(() -> line(sender, progress)));
            print(line(sender, progress) + (interrupt.requested() ? "; stopped" : ""));
            return interrupt.requested() ? INTERRUPTED : 0;
        }
    }

    private double factor() {
        if (speed.equals("max")) {
            return Double.POSITIVE_INFINITY;
        }
        try {
            double factor = Double.parseDouble(speed.replaceFirst("x$", ""));
            if (factor > 0 && factor < Double.POSITIVE_INFINITY) {
                return factor;
            }
        } catch (NumberFormatException e) {
            // Refused below, as what is no number above 0 is.
        }
        throw new ParameterException(
                spec.commandLine(), "--speed must be a number above 0 such as 1x, or max, not '%s'".formatted(speed));
    }

    private String streamId() {
        String name = recording.path().getFileName().toString();
        return stream == null ? name.replaceFirst("(?<=.)\\.[^.]*$", "") : stream;
    }

    private String line(EventSender sender, Progress progress) {
        return Progress.text(
                "%.1f s of the recording, %,d events in %,d packets, %,.0f events/s",
                sender.recordingMicros() / 1e6,
                sender.events(),
                sender.packets(),
                sender.events() / Math.max(1e-9, progress.seconds()));
    }

    private void print(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }
}
