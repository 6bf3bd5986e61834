// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.DoubleStream;

/**
 * What a network sees of its parameters in one pass: the shared source weights, and over them what the streams of the
 * pass have adapted. Student, teacher and frozen source are three views over one network; nothing is copied.
 */
public final class ParameterView {

    private final SourceWeights source;
    private final NDManager scratch;
    private final int streams;
    private final List<Overlay> overlays;
    private final double[] instanceThresholds;
    private NDArray instanceThresholdsOnDevice;

    /**
     * Lays {@code overlays} over {@code source}; of two that hold the same name, the first one wins.
     *
     * @param scratch owner of everything that the pass makes
     * @param streams number of interleaved streams, at least 1; every overlay has as many rows
     */
    public ParameterView(SourceWeights source, NDManager scratch, int streams, Overlay... overlays) {
        this(source, scratch, streams, List.of(overlays), new double[0]);
    }

    private ParameterView(
            SourceWeights source, NDManager scratch, int streams, List<Overlay> overlays, double[] instanceThresholds) {
        this.source = source;
        this.scratch = scratch;
        this.streams = streams;
        this.overlays = overlays;
        this.instanceThresholds = instanceThresholds;
    }

    /**
     * The same, but what of a window's own moments lies beyond the layer's by more than {@code threshold} standard errors
     * is taken out, too; see {@link InstanceAware}.
     */
    public ParameterView instanceAware(double threshold) {
        double[] thresholds = new double[streams];
        Arrays.fill(thresholds, threshold);
        return new ParameterView(source, scratch, streams, overlays, thresholds);
    }

    /** The streams of all {@code views} of one source, under other overlays. */
    static ParameterView together(List<ParameterView> views, Overlay... others) {
        ParameterView first = views.get(0);
        boolean aware = views.stream().anyMatch(view -> view.instanceThresholds.length > 0);
        return new ParameterView(
                first.source,
                first.scratch,
                views.size() * first.streams,
                List.of(others),
                aware
                        ? views.stream()
                                .flatMapToDouble(ParameterView::thresholds)
                                .toArray()
                        : new double[0]);
    }

    private DoubleStream thresholds() {
        return instanceThresholds.length > 0
                ? Arrays.stream(instanceThresholds)
                : DoubleStream.generate(() -> Double.POSITIVE_INFINITY).limit(streams);
    }

    /** Standard errors beyond which windows are normalized by themselves, [1, S, 1, 1]; empty if they never are. */
    Optional<NDArray> instanceThresholds() {
        if (instanceThresholds.length == 0) {
            return Optional.empty();
        }
        if (instanceThresholdsOnDevice == null) {
            instanceThresholdsOnDevice = scratch.create(instanceThresholds, new Shape(1, streams, 1, 1))
                    .toType(DataType.FLOAT32, false);
        }
        return Optional.of(instanceThresholdsOnDevice);
    }

    /** Whether each overlay is of one of these layouts. */
    boolean adaptsOnly(List<ParameterLayout> layouts) {
        return overlays.stream()
                .allMatch(overlay -> layouts.stream().anyMatch(layout -> overlay.matrix(layout) != null));
    }

    /** The adapted values of a layout, [streams, length]; null if they are the source's. */
    NDArray matrix(ParameterLayout layout) {
        return overlays.stream()
                .map(overlay -> overlay.matrix(layout))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** Number of interleaved streams. */
    public int streams() {
        return streams;
    }

    /** Owner of everything that the pass makes. */
    public NDManager scratch() {
        return scratch;
    }

    /**
     * Weight of a convolution or linear layer: of its own shape if the streams share it or there is one, else
     * [streams, shape...].
     */
    public NDArray weight(String name) {
        NDArray weight = shared(name);
        NDArray down = adapted(LowRank.down(name));
        return down == null ? weight : LowRank.adapted(weight, down, adapted(LowRank.up(name)));
    }

    /** Bias of a layer that all streams share, or, with one stream, its adapted value. */
    public NDArray shared(String name) {
        NDArray adapted = adapted(name);
        return adapted != null ? adapted : source.get(name);
    }

    /** A vector per stream, [streams * C]: adapted values where there are some, else the source's, repeated. */
    public NDArray perStream(String name) {
        NDArray adapted = adapted(name);
        if (adapted != null) {
            return adapted;
        }
        NDArray weight = source.get(name);
        if (streams == 1) {
            return weight;
        }
        NDArray tiled = weight.tile(streams);
        tiled.attach(scratch);
        return tiled;
    }

    private NDArray adapted(String name) {
        for (Overlay overlay : overlays) {
            NDArray part = overlay.get(name);
            if (part != null) {
                return part;
            }
        }
        return null;
    }
}
