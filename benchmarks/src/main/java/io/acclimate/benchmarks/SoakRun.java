// SPDX-License-Identifier: Apache-2.0
package io.acclimate.benchmarks;

import io.acclimate.jobs.config.JobConfiguration;
import io.acclimate.jobs.data.Recording;
import io.acclimate.jobs.demo.RecordingPlayer;
import io.acclimate.jobs.embedded.EmbeddedJob;
import io.acclimate.jobs.kafka.EmbeddedKafka;
import io.acclimate.jobs.kafka.RecordProducer;
import io.acclimate.jobs.kafka.TopicAdmin;
import io.acclimate.jobs.kafka.TopicReader;
import io.acclimate.operators.model.ModelPackage;
import io.acclimate.operators.sensors.WindowSpec;

import org.apache.kafka.common.errors.InterruptException;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/** The job at its largest load for a long time, and what memory it holds meanwhile. */
final class SoakRun implements AutoCloseable {

    private static final int PARTITIONS = 4;
    private static final int PACKET_READINGS = 100;
    private static final int WINDOWS_OF_A_ROUND = 128;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final Duration CHECKPOINTS = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int ROUNDS_AHEAD = 8;

    private final Path directory;
    private final JobConfiguration configuration;
    private final ModelPackage model;
    private final EmbeddedKafka kafka;
    private final Fleet fleet;
    private final int windowsOfARound;
    /** Windows that may be sent before others are predicted. */
    private final Semaphore room;

    /**
     * Starts a broker and trains a model.
     *
     * @param widths channels of the network's blocks
     * @param options more of the job
     */
    SoakRun(
            Path directory,
            int streams,
            int batchSize,
            String method,
            List<Integer> widths,
            Map<String, String> options)
            throws IOException {
        this.directory = directory;
        this.model = SourceModel.train(directory.resolve("model"), widths);
        this.kafka = EmbeddedKafka.start(directory.resolve("kafka"));
        Map<String, String> values =
                PipelineRun.options("soak", kafka.bootstrapServers(), directory.resolve("model"), 1);
        values.put("adapt.method", method);
        values.put("adapt.batch-size", String.valueOf(batchSize));
        values.put("state.backend.rocksdb.metrics.block-cache-usage", "true");
        values.putAll(options);
        this.configuration = JobConfiguration.load(Optional.empty(), values);
        WindowSpec spec = configuration.windowSpec(model.spec());
        this.fleet = new Fleet(streams, WINDOWS_OF_A_ROUND, batchSize, spec);
        // Rounds follow each other without a gap, so each gives as many windows as strides fit into it.
        this.windowsOfARound = fleet.recordings().stream()
                .mapToInt(recording -> recording.timestampsMicros().length / spec.strideLength())
                .sum();
        this.room = new Semaphore(ROUNDS_AHEAD * windowsOfARound);
        TopicAdmin.createMissing(
                kafka.bootstrapServers(), configuration.topics().all(), PARTITIONS, 1);
    }

    /** Runs for {@code time} or until {@code windows} are predicted, and tells a sample every {@code interval}. */
    List<MemorySample> samples(Duration time, long windows, Duration interval, Consumer<MemorySample> told)
            throws Exception {
        Thread player = new Thread(this::play, "player");
        player.setDaemon(true);
        List<MemorySample> samples = new ArrayList<>();
        try (TopicReader reader = TopicReader.fromEnd(
                        kafka.bootstrapServers(), configuration.topics().predictions());
                EmbeddedJob job = EmbeddedJob.start(configuration, model, directory.resolve("run"), CHECKPOINTS)) {
            player.start();
            RocksMemory rocks = new RocksMemory();
            long started = System.nanoTime();
            long sampled = started;
            long leastHeap = Long.MAX_VALUE;
            long predicted = 0;
            long sampledWindows = 0;
            while (sampled - started < time.toNanos() && sampledWindows < windows) {
                int more = reader.poll(POLL).count();
                room.release(more);
                predicted += more;
                leastHeap = Math.min(leastHeap, MemorySample.usedHeapNow());
                if (System.nanoTime() - sampled >= interval.toNanos()) {
                    sampled = System.nanoTime();
                    sampledWindows = predicted;
                    requireRunning(job);
                    samples.add(MemorySample.now(
                            (sampled - started) / NANOS_PER_SECOND, predicted, leastHeap, rocks.bytes()));
                    told.accept(samples.get(samples.size() - 1));
                    leastHeap = Long.MAX_VALUE;
                }
            }
            player.interrupt();
            player.join();
            return samples;
        }
    }

    private static void requireRunning(EmbeddedJob job) throws Exception {
        Optional<String> failure = job.failure();
        if (failure.isPresent()) {
            throw new IllegalStateException("the job failed: " + failure.get());
        }
    }

    /** The fleet's readings again and again, each time later, never more than {@value #ROUNDS_AHEAD} rounds ahead of the job. */
    private void play() {
        try (RecordProducer producer = new RecordProducer(kafka.bootstrapServers())) {
            RecordingPlayer player = new RecordingPlayer(
                    producer, configuration.topics().sensors(), PACKET_READINGS, InstantSource.system());
            for (long round = 0; !Thread.currentThread().isInterrupted(); round++) {
                room.acquire(windowsOfARound);
                player.play(later(round), Double.POSITIVE_INFINITY, Thread.currentThread()::isInterrupted);
            }
        } catch (InterruptedException | InterruptException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Recording> later(long round) {
        List<Recording> later = new ArrayList<>();
        for (Recording first : fleet.recordings()) {
            long[] times = first.timestampsMicros();
            long period = times[1] - times[0];
            long span = times[times.length - 1] - times[0] + period;
            later.add(new Recording(
                    first.streamId(),
                    Arrays.stream(times).map(time -> time + round * span).toArray(),
                    first.values(),
                    first.channels(),
                    first.labels(),
                    List.of()));
        }
        return later;
    }

    @Override
    public void close() {
        kafka.close();
    }
}
