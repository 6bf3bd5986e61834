// SPDX-License-Identifier: Apache-2.0
package io.acclimate.benchmarks;

import io.acclimate.operators.model.Devices;
import io.acclimate.operators.model.Gradients;
import io.acclimate.operators.model.HostTensor;
import io.acclimate.operators.model.NormLayer;
import io.acclimate.operators.model.Normalization;
import io.acclimate.operators.model.Overlay;
import io.acclimate.operators.model.ParameterLayout;
import io.acclimate.operators.model.ParameterSpec;
import io.acclimate.operators.model.ParameterView;
import io.acclimate.operators.model.SourceWeights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Batch normalization of 16 windows of each of S streams with each stream's own statistics and affine parameters, forward
 * and backward: one native call over [16, S * 32, 64] against S calls over [16, 32, 64].
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Dai.djl.offline=true", "-Dai.djl.pytorch.num_interop_threads=1"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class InterleavedBatchNormBenchmark {

    private static final int SAMPLES = 16;
    private static final int CHANNELS = 32;
    private static final int POSITIONS = 64;
    private static final NormLayer LAYER = new NormLayer("norm", CHANNELS);
    private static final ParameterLayout LAYOUT = ParameterLayout.of(List.of(
            new ParameterSpec(LAYER.weight(), new long[] {CHANNELS}, ParameterSpec.Role.NORM_AFFINE),
            new ParameterSpec(LAYER.bias(), new long[] {CHANNELS}, ParameterSpec.Role.NORM_AFFINE)));

    /** Streams that are normalized. */
    @Param({"1", "8", "32", "64"})
    public int streams;

    private SourceWeights weights;
    private NDArray interleaved;
    private NDArray single;

    /** Makes random inputs. */
    @Setup
    public void makeInputs() {
        Devices.threads(PipelineRun.LIBTORCH_THREADS);
        Gradients.offForThisThread();
        weights = new SourceWeights(Map.<String, HostTensor>of(), Devices.of("cpu"));
        NDManager manager = weights.manager();
        interleaved = manager.randomNormal(new Shape(SAMPLES, (long) streams * CHANNELS, POSITIONS));
        single = manager.randomNormal(new Shape(SAMPLES, CHANNELS, POSITIONS));
    }

    /** All streams in one call. */
    @Benchmark
    public float interleaved() {
        return gradient(interleaved, streams);
    }

    /** Stream by stream. */
    @Benchmark
    public float looped() {
        float sum = 0;
        for (int stream = 0; stream < streams; stream++) {
            sum += gradient(single, 1);
        }
        return sum;
    }

    private float gradient(NDArray x, int count) {
        try (NDManager scratch = weights.manager().newSubManager()) {
            NDArray affine = scratch.ones(new Shape(count, LAYOUT.length()));
            NDArray gradient = Gradients.of(affine, () -> {
                ParameterView view = new ParameterView(weights, scratch, count, new Overlay(LAYOUT, affine));
                NDArray y = Normalization.batch().normalize(x, LAYER, view);
                y.attach(scratch);
                return y.square().mean();
            });
            gradient.attach(scratch);
            return gradient.getFloat(0, 0);
        }
    }

    /** Frees the inputs. */
    @TearDown
    public void free() {
        weights.close();
    }
}
