// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.demo;

import io.acclimate.jobs.config.JobConfiguration;
import io.acclimate.jobs.data.Recording;
import io.acclimate.jobs.data.RecordingWindows;
import io.acclimate.jobs.kafka.RecordProducer;
import io.acclimate.jobs.training.Recipe;
import io.acclimate.operators.model.ModelSpec;
import io.acclimate.operators.sensors.WindowSpec;

import java.time.InstantSource;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Live recordings of sensors. */
final class SensorStreams implements DemoStreams {

    private static final int PACKET_SECONDS = 1;
    private static final int PACKET_ROWS = 10;
    private static final double MICROS = 1e6;

    private final Recipe recipe;
    private final InstantSource clock;
    private final List<Recording> live;

    SensorStreams(Recipe recipe, InstantSource clock) {
        this.recipe = recipe;
        this.clock = clock;
        this.live = LivePlan.of(recipe.source());
    }

    @Override
    public List<String> classNames() {
        return recipe.source().classNames();
    }

    @Override
    public List<Recording> timelines() {
        return live;
    }

    @Override
    public List<String> segmentNames() {
        return LivePlan.segmentNames(recipe.source());
    }

    @Override
    public long expectedWindows(JobConfiguration configuration, ModelSpec model) {
        WindowSpec spec = configuration.windowSpec(model);
        return live.stream()
                .mapToLong(
                        recording -> RecordingWindows.windows(recording, spec).size())
                .sum();
    }

    @Override
    public void play(JobConfiguration configuration, RecordProducer producer, double speed, BooleanSupplier stop) {
        long period = recipe.window().periodMicros();
        int packet = period == 0 ? PACKET_ROWS : (int) (PACKET_SECONDS * MICROS / period);
        new RecordingPlayer(producer, configuration.topics().sensors(), packet, clock).play(live, speed, stop);
    }
}
