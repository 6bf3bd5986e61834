// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What {@code model.json} says of a model.
 *
 * @param formatVersion version of the package format, {@link #OLDEST_FORMAT_VERSION} to {@link #FORMAT_VERSION}; version 1
 *     knows no {@code events}, version 2 no {@code norm}, version 3 no {@code branches}, version 4 no powers of shift statistics,
 *     version 5 no deviations of drawn blocks alone, version 6 no threshold of instances
 * @param task what the outputs mean; {@code classification}
 * @param architecture one of the names in {@link Networks}
 * @param widths layer sizes of the architecture; empty where it has none to choose
 * @param branches {@code event-resnet}: input channels of each branch that is a network of its own up to its features, in
 *     order; null for one network over all channels
 * @param norm {@code group} or {@code layer}, see {@link NormKind}; null for batch norm
 * @param inputShape shape of one input, for example [channels, length]
 * @param classes class names in the order of the outputs
 * @param window how raw readings become inputs; null for models that are not fed by sensors
 * @param events how raw camera events become inputs; null for models that are not fed by event cameras
 * @param training how the weights came about: seed, epochs, accuracies; for people, not for the engine
 */
@JsonPropertyOrder({
    "formatVersion",
    "task",
    "architecture",
    "widths",
    "branches",
    "norm",
    "inputShape",
    "classes",
    "window",
    "events",
    "training"
})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModelSpec(
        int formatVersion,
        String task,
        String architecture,
        List<Integer> widths,
        List<Integer> branches,
        String norm,
        List<Integer> inputShape,
        List<String> classes,
        Window window,
        Events events,
        Map<String, Double> training) {

    /** The version that this build writes. */
    public static final int FORMAT_VERSION = 7;

    /** The oldest version that this build reads; it knows less of the source, so shifts are watched by fewer charts. */
    public static final int OLDEST_FORMAT_VERSION = 1;

    /**
     * Windows that the model was trained on.
     *
     * @param length readings per window
     * @param stride readings from one window's start to the next one's
     * @param periodMicros time between two readings after resampling; 0 if readings are not resampled
     */
    @JsonPropertyOrder({"length", "stride", "periodMicros"})
    public record Window(int length, int stride, long periodMicros) {}

    /**
     * What the model was trained to see of an event camera. Its input is [channels, height / downsampling, width /
     * downsampling], rounded up, where the channels are those of all representations in order.
     *
     * @param width columns of the sensor, pixels
     * @param height rows of the sensor, pixels
     * @param downsampling side of the squares of pixels whose events are taken together, at least 1
     * @param representations names of representations
     * @param bins bins or depth of those representations that have any
     * @param tauMicros time constant of time surfaces, microseconds
     * @param window {@code time}, {@code count}, {@code time-or-count} or {@code adaptive}
     * @param durationMicros length, or longest length, of a window; 0 for {@code count}
     * @param strideMicros time from one window's start to the next one's, for {@code time}; else 0
     * @param count events that complete a window, for {@code adaptive} in one of its areas; 0 for {@code time}
     */
    @JsonPropertyOrder({
        "width",
        "height",
        "downsampling",
        "representations",
        "bins",
        "tauMicros",
        "window",
        "durationMicros",
        "strideMicros",
        "count"
    })
    public record Events(
            int width,
            int height,
            int downsampling,
            List<String> representations,
            int bins,
            long tauMicros,
            String window,
            long durationMicros,
            long strideMicros,
            int count) {}

    /** A model that is not fed by event cameras. */
    public ModelSpec(
            int formatVersion,
            String task,
            String architecture,
            List<Integer> widths,
            List<Integer> inputShape,
            List<String> classes,
            Window window,
            Map<String, Double> training) {
        this(formatVersion, task, architecture, widths, inputShape, classes, window, null, training);
    }

    /** A model with batch norm. */
    public ModelSpec(
            int formatVersion,
            String task,
            String architecture,
            List<Integer> widths,
            List<Integer> inputShape,
            List<String> classes,
            Window window,
            Events events,
            Map<String, Double> training) {
        this(formatVersion, task, architecture, widths, null, null, inputShape, classes, window, events, training);
    }

    /** The same model with normalization layers of another kind. */
    public ModelSpec with(NormKind kind) {
        return new ModelSpec(
                formatVersion,
                task,
                architecture,
                widths,
                branches,
                kind == NormKind.BATCH ? null : kind.toString(),
                inputShape,
                classes,
                window,
                events,
                training);
    }

    /**
     * The same model with a network for each part of the input channels.
     *
     * @param channels of each, at least two
     */
    public ModelSpec with(List<Integer> channels) {
        return new ModelSpec(
                formatVersion,
                task,
                architecture,
                widths,
                channels,
                norm,
                inputShape,
                classes,
                window,
                events,
                training);
    }

    /** Sorts the training notes, so that equal specifications have equal bytes. */
    public ModelSpec {
        training = training == null ? Map.of() : new TreeMap<>(training);
    }

    /** Number of elements of one input. */
    public int inputSize() {
        return inputShape.stream().reduce(1, Math::multiplyExact);
    }

    /** The input shape as an array. */
    public long[] inputDimensions() {
        return inputShape.stream().mapToLong(Integer::longValue).toArray();
    }
}
