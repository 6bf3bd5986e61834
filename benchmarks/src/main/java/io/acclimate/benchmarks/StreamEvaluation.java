// SPDX-License-Identifier: Apache-2.0
package io.acclimate.benchmarks;

import io.acclimate.jobs.data.Recording;
import io.acclimate.jobs.data.RecordingWindows;
import io.acclimate.operators.adapt.Predictions;
import io.acclimate.operators.guard.GuardedStream;
import io.acclimate.operators.sensors.SensorWindow;
import io.acclimate.operators.sensors.WindowSpec;
import io.acclimate.state.Sample;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Runs one stream through engine and guard, batch after batch, and holds its predictions against the labels. */
final class StreamEvaluation {

    private final Function<String, GuardedStream> streams;
    private final WindowSpec windows;
    private final int batchSize;

    /** Right answers of both models. */
    record Score(int frozenRight, int adaptedRight, int windows) {

        static final Score NONE = new Score(0, 0, 0);

        Score plus(Score other) {
            return new Score(
                    frozenRight + other.frozenRight, adaptedRight + other.adaptedRight, windows + other.windows);
        }

        double frozen() {
            return (double) frozenRight / windows;
        }

        double adapted() {
            return (double) adaptedRight / windows;
        }
    }

    /**
     * An evaluation.
     *
     * @param streams makes a stream of this id that has seen nothing yet
     */
    StreamEvaluation(Function<String, GuardedStream> streams, WindowSpec windows, int batchSize) {
        this.streams = streams;
        this.windows = windows;
        this.batchSize = batchSize;
    }

    /** Adapts to the whole recording; scores the labelled windows that lie in [fromMicros, toMicros). */
    Score run(Recording recording, long fromMicros, long toMicros) throws Exception {
        List<SensorWindow> all = RecordingWindows.windows(recording, windows);
        GuardedStream stream = streams.apply(recording.streamId());
        Score total = Score.NONE;
        for (int at = 0; at < all.size(); at += batchSize) {
            List<SensorWindow> batch = all.subList(at, Math.min(at + batchSize, all.size()));
            GuardedStream.Step step = stream.step(samples(recording, batch));
            for (int n = 0; n < batch.size(); n++) {
                SensorWindow window = batch.get(n);
                if (window.startMicros() >= fromMicros && window.endMicros() <= toMicros) {
                    total = total.plus(score(recording, window, step, n));
                }
            }
        }
        return total;
    }

    private static List<Sample> samples(Recording recording, List<SensorWindow> batch) {
        List<Sample> samples = new ArrayList<>();
        for (SensorWindow window : batch) {
            ByteBuffer bytes =
                    ByteBuffer.allocate(window.data().length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(window.data());
            samples.add(new Sample(recording.streamId(), window.startMicros(), window.endMicros(), 0, bytes.array()));
        }
        return samples;
    }

    private static Score score(Recording recording, SensorWindow window, GuardedStream.Step step, int n) {
        int label = RecordingWindows.label(recording, window.startMicros(), window.endMicros());
        if (label == Recording.UNLABELLED) {
            return Score.NONE;
        }
        float[] probabilities = step.probabilities()[n];
        int adapted = Predictions.mostProbable(probabilities, 0, probabilities.length);
        return new Score(step.result().sourceClasses()[n] == label ? 1 : 0, adapted == label ? 1 : 0, 1);
    }
}
