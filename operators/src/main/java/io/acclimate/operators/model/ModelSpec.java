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
 * @param formatVersion version of the package format, 1
 * @param task what the outputs mean; {@code classification}
 * @param architecture one of the names in {@link Networks}
 * @param widths layer sizes of the architecture; empty where it has none to choose
 * @param inputShape shape of one input, for example [channels, length]
 * @param classes class names in the order of the outputs
 * @param window how raw readings become inputs; null for models that are not fed by sensors
 * @param training how the weights came about: seed, epochs, accuracies; for people, not for the engine
 */
@JsonPropertyOrder({"formatVersion", "task", "architecture", "widths", "inputShape", "classes", "window", "training"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModelSpec(
        int formatVersion,
        String task,
        String architecture,
        List<Integer> widths,
        List<Integer> inputShape,
        List<String> classes,
        Window window,
        Map<String, Double> training) {

    /** The version that this build writes. */
    public static final int FORMAT_VERSION = 2;

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
