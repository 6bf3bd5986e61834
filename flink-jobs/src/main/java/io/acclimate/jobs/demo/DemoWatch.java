// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.demo;

import io.acclimate.jobs.config.JobConfiguration;
import io.acclimate.jobs.embedded.EmbeddedJob;
import io.acclimate.jobs.embedded.Interrupt;
import io.acclimate.jobs.kafka.TopicReader;
import io.acclimate.jobs.kafka.Topics;
import io.acclimate.jobs.report.HtmlReport;
import io.acclimate.jobs.report.PlayedRun;
import io.acclimate.jobs.report.ProgressLine;
import io.acclimate.jobs.report.Scoreboard;
import io.acclimate.jobs.report.SummaryTable;
import io.acclimate.schemas.AdaptationLogEntry;
import io.acclimate.schemas.Prediction;
import io.acclimate.schemas.RecordCodec;
import io.acclimate.schemas.SchemaStore;
import io.acclimate.schemas.ShiftAlert;
import io.acclimate.schemas.UndecodableException;

import org.apache.kafka.clients.consumer.ConsumerRecord;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Follows a demo as any consumer of its topics would, and tells how it goes. */
final class DemoWatch implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final long SHOW_MILLIS = 1000;
    private static final long QUIET_MILLIS = 120_000;
    private static final Duration REST_TIMEOUT = Duration.ofSeconds(30);

    private final RecordCodec<Prediction> predictions = RecordCodec.of(Prediction.class, SchemaStore.builtIn());
    private final RecordCodec<ShiftAlert> alerts = RecordCodec.of(ShiftAlert.class, SchemaStore.builtIn());
    private final RecordCodec<AdaptationLogEntry> log = RecordCodec.of(AdaptationLogEntry.class, SchemaStore.builtIn());
    private final Topics topics;
    private final EmbeddedJob job;
    private final Interrupt interrupt;
    private final PrintWriter out;
    private final InstantSource clock;
    private final Scoreboard board;
    private final ProgressLine progress;
    private final TopicReader reader;
    private long lastRecord;

    DemoWatch(
            PlayedRun played,
            JobConfiguration configuration,
            EmbeddedJob job,
            Interrupt interrupt,
            PrintWriter out,
            InstantSource clock) {
        this.topics = configuration.topics();
        this.job = job;
        this.interrupt = interrupt;
        this.out = out;
        this.clock = clock;
        this.board = new Scoreboard(played, clock);
        this.progress = new ProgressLine(out, System.console() != null);
        this.reader = TopicReader.fromBeginning(
                configuration.kafka().bootstrapServers(),
                topics.predictions(),
                topics.alerts(),
                topics.adaptationLog(),
                topics.deadLetters());
    }

    /**
     * Follows until every window has its prediction, the user asks to stop, or nothing comes any more.
     *
     * @return whether every window has its prediction
     */
    boolean follow(CompletableFuture<Void> player, CompletableFuture<Long> expectedWindows) throws Exception {
        lastRecord = clock.millis();
        long shown = 0;
        while (!interrupt.requested() && job.failure().isEmpty()) {
            take();
            if (clock.millis() - shown >= SHOW_MILLIS) {
                shown = clock.millis();
                progress.show(board.snapshot());
            }
            if (player.isDone()) {
                player.get();
                if (expectedWindows.isDone() && board.snapshot().counts().windows() >= expectedWindows.get()) {
                    progress.show(board.snapshot());
                    return true;
                }
                if (clock.millis() - lastRecord > QUIET_MILLIS) {
                    out.println("only %,d of %,d windows came back"
                            .formatted(board.snapshot().counts().windows(), expectedWindows.get()));
                    return false;
                }
            }
        }
        return false;
    }

    /** Goes on reading until the user asks to stop. */
    void idle() {
        while (!interrupt.requested()) {
            take();
        }
    }

    private void take() {
        for (ConsumerRecord<byte[], byte[]> record : reader.poll(POLL)) {
            lastRecord = clock.millis();
            decode(record);
        }
    }

    private void decode(ConsumerRecord<byte[], byte[]> record) {
        try {
            take(record);
        } catch (UndecodableException e) {
            throw new IllegalStateException("the job wrote a record that cannot be decoded", e);
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) throws UndecodableException {
        if (record.topic().equals(topics.predictions())) {
            board.add(predictions.decode(record.value()));
        } else if (record.topic().equals(topics.alerts())) {
            board.add(alerts.decode(record.value())).ifPresent(progress::show);
        } else if (record.topic().equals(topics.adaptationLog())) {
            board.add(log.decode(record.value()));
        } else {
            board.deadLetter();
        }
    }

    /**
     * Reads the rest of what is committed, prints the summary and writes the report. Whole only once the job has stopped:
     * each topic is committed by itself, so the log may lag behind the predictions.
     */
    void report(Path directory, Map<String, String> facts) throws IOException {
        reader.readAll(0, REST_TIMEOUT).forEach(this::decode);
        progress.end();
        out.println();
        out.println(new SummaryTable(board.snapshot()).text());
        Path report = directory.resolve("report.html");
        HtmlReport.write(report, board.snapshot(), facts);
        out.println("report " + report.toAbsolutePath());
        out.flush();
    }

    @Override
    public void close() {
        reader.close();
    }
}
