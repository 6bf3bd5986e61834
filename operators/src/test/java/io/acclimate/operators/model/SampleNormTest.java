// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** Group norm and layer norm, whose statistics are a window's own. */
class SampleNormTest {

    private static final int STREAMS = 3;
    private static final int SAMPLES = 4;

    static Stream<Arguments> inputs() {
        return Stream.of(NormKind.GROUP, NormKind.LAYER)
                .flatMap(kind -> Stream.of(
                        Arguments.of(kind, new long[] {48, 9}),
                        Arguments.of(kind, new long[] {16, 5, 3}),
                        Arguments.of(kind, new long[] {24})));
    }

    private static float[] numbers(long seed, int count, double low, double high) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextDouble(low, high);
        }
        return values;
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void everyStreamGetsTheFormulaOfPyTorchWithItsOwnScaleAndShift(NormKind kind, long[] shape) {
        int channels = (int) shape[0];
        int size = (int) HostTensor.elements(shape);
        float[] x = numbers(1, STREAMS * SAMPLES * size, -2, 3);
        float[] affine = numbers(2, STREAMS * 2 * channels, -1, 1);
        ParameterLayout layout = ParameterLayout.of(List.of(
                new ParameterSpec("n.weight", new long[] {channels}, ParameterSpec.Role.NORM_AFFINE),
                new ParameterSpec("n.bias", new long[] {channels}, ParameterSpec.Role.NORM_AFFINE)));
        try (SourceWeights none = new SourceWeights(Map.of(), Device.cpu());
                NDManager scratch = none.manager().newSubManager()) {
            NDArray rows = scratch.create(x, new Shape(STREAMS * SAMPLES).addAll(new Shape(shape)));
            Overlay overlay = new Overlay(layout, scratch.create(affine, new Shape(STREAMS, 2L * channels)));
            ParameterView view = new ParameterView(none, scratch, STREAMS, overlay);

            float[] found = new ForwardPass(view, Normalization.batch())
                    .norm(rows, kind.layer("n", channels))
                    .toFloatArray();

            int groups = kind == NormKind.LAYER ? 1 : channels / 8;
            for (int row = 0; row < STREAMS * SAMPLES; row++) {
                for (int g = 0; g < groups; g++) {
                    assertGroup(found, x, affine, row, g, groups, channels, size);
                }
            }
        }
    }

    /** {@code (x - E[x]) / sqrt(Var[x] + eps) * weight + bias}, as the documentation of group_norm and layer_norm has it. */
    private static void assertGroup(
            float[] found, float[] x, float[] affine, int row, int g, int groups, int channels, int size) {
        int width = size / groups;
        int from = row * size + g * width;
        double mean = 0;
        for (int i = from; i < from + width; i++) {
            mean += x[i] / (double) width;
        }
        double variance = 0;
        for (int i = from; i < from + width; i++) {
            variance += (x[i] - mean) * (x[i] - mean) / width;
        }
        int own = row % STREAMS * 2 * channels;
        for (int i = from; i < from + width; i++) {
            int channel = (i - row * size) / (size / channels);
            double expected = (x[i] - mean) / Math.sqrt(variance + 1e-5) * affine[own + channel]
                    + affine[own + channels + channel];
            assertThat((double) found[i]).as("element %d", i).isCloseTo(expected, within(1e-5));
        }
    }

    @ParameterizedTest
    @CsvSource({"8, 1", "16, 2", "20, 2", "32, 4", "48, 6", "64, 8", "72, 8", "128, 8", "7, 1", "17, 1", "100, 5"})
    void groupsDivideTheChannelsAndHaveEightOfThem(int channels, int groups) {
        assertThat(NormKind.GROUP.groups(channels)).isEqualTo(groups);
        assertThat(NormKind.LAYER.groups(channels)).isEqualTo(1);
    }

    static Stream<Arguments> networks() {
        return Stream.of(NormKind.GROUP, NormKind.LAYER)
                .flatMap(kind -> Stream.of(
                        Arguments.of("sensor-resnet", List.of(3, 20), kind),
                        Arguments.of("event-resnet", List.of(2, 9, 11), kind),
                        Arguments.of("feature-mlp", List.of(5), kind)));
    }

    private static ModelSpec spec(String architecture, List<Integer> shape, NormKind kind) {
        return new ModelSpec(
                        ModelSpec.FORMAT_VERSION,
                        "classification",
                        architecture,
                        List.of(16, 24),
                        shape,
                        List.of("a", "b", "c"),
                        null,
                        Map.of())
                .with(kind);
    }

    private static Map<String, HostTensor> weights(Network network) {
        Map<String, HostTensor> weights = new LinkedHashMap<>();
        for (ParameterSpec parameter : network.parameters()) {
            double low = parameter.role() == ParameterSpec.Role.INPUT_STATISTIC ? 0.5 : -0.3;
            int size = (int) HostTensor.elements(parameter.shape());
            weights.put(
                    parameter.name(),
                    HostTensor.of(numbers(parameter.name().hashCode(), size, low, low + 0.8), parameter.shape()));
        }
        return weights;
    }

    @ParameterizedTest
    @MethodSource("networks")
    void aWindowIsReadAlikeAloneInABatchAndAmongOtherStreams(String name, List<Integer> shape, NormKind kind) {
        ModelSpec spec = spec(name, shape, kind);
        Network network = Networks.of(spec);
        ParameterLayout layout = network.layout(ParameterSpec.Scope.NORM);
        float[] affine = numbers(4, STREAMS * layout.length(), 0.5, 1.5);
        float[] x = numbers(5, STREAMS * SAMPLES * spec.inputSize(), -1, 2);
        Gradients.offForThisThread();
        try (SourceWeights weights = new SourceWeights(weights(network), Device.cpu());
                NDManager scratch = weights.manager().newSubManager()) {
            Shape one = new Shape(spec.inputDimensions());
            NDArray rows = scratch.create(x, new Shape(STREAMS * SAMPLES).addAll(one));
            NDArray adapted = scratch.create(affine, new Shape(STREAMS, layout.length()));
            float[] together = network.forward(
                            new ParameterView(weights, scratch, STREAMS, new Overlay(layout, adapted)),
                            rows,
                            Normalization.batch())
                    .logits()
                    .toFloatArray();

            for (int row = 0; row < STREAMS * SAMPLES; row++) {
                int stream = row % STREAMS;
                Overlay own = new Overlay(layout, adapted.get(stream + ":" + (stream + 1)));
                float[] alone = network.forward(
                                new ParameterView(weights, scratch, 1, own),
                                rows.get(row + ":" + (row + 1)),
                                Normalization.batch())
                        .logits()
                        .toFloatArray();
                for (int c = 0; c < alone.length; c++) {
                    assertThat(together[row * alone.length + c]).isCloseTo(alone[c], within(1e-5f));
                }
            }
        }
    }

    @Test
    void onlyBatchNormHasStatisticsThatStreamsKeep() {
        for (NormKind kind : NormKind.CHOICES) {
            Network network = Networks.of(spec("sensor-resnet", List.of(3, 20), kind));
            assertThat(network.statisticsLayout().length() > 0).isEqualTo(kind == NormKind.BATCH);
            assertThat(network.hasBatchNorm()).isEqualTo(kind == NormKind.BATCH);
            assertThat(network.layout(ParameterSpec.Scope.NORM).length())
                    .as("scales and shifts")
                    .isEqualTo(2 * (3 + 16 + 16 + 16 + 24 + 24 + 24));
        }
    }

    @Test
    void anUnknownKindAndAFixedArchitectureAreRefused() {
        assertThatThrownBy(() -> NormKind.named("fixed"))
                .hasMessage("norm 'fixed' is unknown; this build knows batch, group, layer");
        assertThatThrownBy(() -> Networks.of(spec("cifar-resnet20", List.of(3, 32, 32), NormKind.GROUP)))
                .hasMessage("architecture 'cifar-resnet20' has batch norm only, not 'group'");
    }
}
