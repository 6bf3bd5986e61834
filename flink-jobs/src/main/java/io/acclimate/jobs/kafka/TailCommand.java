// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.kafka;

import io.acclimate.schemas.SchemaStore;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** {@code acclimate tail}: prints the records of any topic as JSON lines, see {@link RecordLine}. */
@Command(
        name = "tail",
        description = "Prints the committed records of a topic as JSON, one line each, and goes on as more come.",
        footer = {
            "",
            "A line has key, partition, offset, timestamp (milliseconds since the epoch) and value (the record's fields).",
            "A value that no known schema decodes is printed as error and valueBase64."
        })
public final class TailCommand implements Callable<Integer> {

    private static final Duration POLL = Duration.ofMillis(500);
    private static final long SECONDS_TO_FINISH = 2;

    /** Where to begin. */
    enum From {
        beginning,
        end
    }

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "TOPIC",
            description = "sensors, predictions, alerts, adaptation-log, control, labels, dead-letters, "
                    + "which stand for acclimate.sensors and so on, or a topic's full name")
    private String topic;

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT",
            defaultValue = "localhost:9092",
            description = "address of the Kafka broker, several separated by commas (default: ${DEFAULT-VALUE})")
    private String bootstrap;

    @Option(
            names = "--from",
            paramLabel = "beginning|end",
            defaultValue = "beginning",
            description = "print what the topic has already, or only what comes (default: ${DEFAULT-VALUE})")
    private From from;

    @Option(names = "--max", paramLabel = "N", description = "end after N records")
    private Long max;

    @Option(names = "--no-follow", description = "end after the last record that the topic has now")
    private boolean noFollow;

    @Option(
            names = "--schemas",
            paramLabel = "DIR",
            description = "directory of further .avsc files, for records that a newer release wrote")
    private Path schemas;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "print this and end")
    private boolean help;

    private volatile boolean stopped;

    /** Prints until told to stop; returns 0, or 1 after a sentence on standard error. */
    @Override
    public Integer call() {
        if (max != null && max < 1) {
            throw new ParameterException(spec.commandLine(), "--max must be at least 1, not " + max);
        }
        RecordLine line = new RecordLine(store());
        try (TopicReader reader = open()) {
            printUntilStopped(reader, line);
            return 0;
        } catch (KafkaAccessException e) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("acclimate tail: " + e.getMessage());
            err.flush();
            return 1;
        }
    }

    private SchemaStore store() {
        try {
            SchemaStore store = SchemaStore.builtIn();
            return schemas == null ? store : store.withDirectory(schemas);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private TopicReader open() {
        String name = Topics.DEFAULT.resolve(topic);
        return from == From.end ? TopicReader.fromEnd(bootstrap, name) : TopicReader.fromBeginning(bootstrap, name);
    }

    /** On Ctrl-C the JVM waits until the line that is being printed is whole. */
    private void printUntilStopped(TopicReader reader, RecordLine line) {
        CountDownLatch finished = new CountDownLatch(1);
        Thread onExit = new Thread(() -> stop(reader, finished), "tail-stop");
        Runtime.getRuntime().addShutdownHook(onExit);
        try {
            print(reader, line);
        } catch (WakeupException e) {
            // Ctrl-C came while the reader looked up where it is.
        } finally {
            finished.countDown();
            forget(onExit);
        }
    }

    private void stop(TopicReader reader, CountDownLatch finished) {
        stopped = true;
        reader.wakeup();
        try {
            finished.await(SECONDS_TO_FINISH, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void forget(Thread onExit) {
        try {
            Runtime.getRuntime().removeShutdownHook(onExit);
        } catch (IllegalStateException e) {
            // The JVM is ending, which is what the hook has been told.
        }
    }

    private void print(TopicReader reader, RecordLine line) {
        PrintWriter out = spec.commandLine().getOut();
        Map<TopicPartition, Long> ends = noFollow ? reader.endOffsets() : Map.of();
        long left = max == null ? Long.MAX_VALUE : max;
        while (!stopped && left > 0 && !(noFollow && reader.reached(ends))) {
            for (ConsumerRecord<byte[], byte[]> record : reader.poll(POLL)) {
                if (stopped || left == 0) {
                    break;
                }
                out.print(line.of(record) + "\n");
                left--;
            }
            if (readerGone(out)) {
                return;
            }
        }
    }

    /** Flushes; standard output keeps a broken pipe to itself and must be asked, too. */
    private static boolean readerGone(PrintWriter out) {
        return out.checkError() || System.out.checkError();
    }
}
