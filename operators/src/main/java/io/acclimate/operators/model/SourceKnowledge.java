// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What adaptation and shift detection must know of the source data, made once from labelled data when the model is
 * trained; a set of tensors with the names below.
 *
 * @param tensors all tensors by name
 */
public record SourceKnowledge(Map<String, HostTensor> tensors) {

    /** Mean features of every class, [classes, feature size]. */
    public static final String PROTOTYPES = "prototypes";
    /** Mean of the features, [feature size]. */
    public static final String FEATURE_MEAN = "features.mean";
    /** Variance of the features around {@link #FEATURE_MEAN}, [feature size]. */
    public static final String FEATURE_VARIANCE = "features.variance";
    /** Mean of the logits, [classes]. */
    public static final String LOGIT_MEAN = "logits.mean";
    /** Variance of the logits, [classes]. */
    public static final String LOGIT_VARIANCE = "logits.variance";
    /** Share of every class, [classes]. */
    public static final String CLASS_PRIOR = "prior";
    /**
     * Covariance of the features of each class around its prototype, [classes, feature size, feature size]; where that would
     * be over a million numbers, one of all classes, [1, ...]; with over 512 features none.
     */
    public static final String CLASS_COVARIANCE = "classes.covariance";
    /** Mean features of the frozen model by predicted class, over unseen source windows, [classes, feature size]. */
    public static final String PREDICTED_MEAN = "predicted.mean";
    /** Their unbiased variance, same shape. */
    public static final String PREDICTED_VARIANCE = "predicted.variance";
    /** Mean of the inputs per channel, [channels]. */
    public static final String INPUT_MEAN = "input.mean";
    /** Variance of the inputs per channel, [channels]. */
    public static final String INPUT_VARIANCE = "input.variance";
    /**
     * Standard errors beyond which a window may be normalized by its own moments without that the frozen model errs clearly
     * more often on the source, [1]; absent where there is no such number; from format version 7 on.
     */
    public static final String INSTANCE_THRESHOLD = "instance.threshold";
    /** Prefix of the diagonal Fisher information of every norm parameter (Kirkpatrick et al. 2017, as EATA uses it). */
    public static final String FISHER = "fisher.";
    /** Batch sizes that the shift reference was measured at, [sizes]. */
    public static final String SHIFT_SIZES = "shift.batch_sizes";
    /** Mean logarithm of every shift statistic over that many consecutive windows of unseen source streams, [sizes, statistics]. */
    public static final String SHIFT_MEAN = "shift.mean";
    /** Standard deviation of the same around each stream's own mean, [sizes, statistics]. */
    public static final String SHIFT_DEVIATION = "shift.deviation";
    /** Standard deviation of the streams' own means, [statistics]. */
    public static final String SHIFT_BETWEEN = "shift.between";
    /** Power of each shift statistic that is charted, 0 for the logarithm, [statistics]; from format version 5 on. */
    public static final String SHIFT_CHARTED_POWERS = "shift.charted.powers";
    /** As {@link #SHIFT_MEAN}, of those powers; from format version 5 on. */
    public static final String SHIFT_CHARTED_MEAN = "shift.charted.mean";
    /** As {@link #SHIFT_DEVIATION}, of those powers, blocks drawn at random included; from format version 5 on. */
    public static final String SHIFT_CHARTED_DEVIATION = "shift.charted.deviation";
    /** As {@link #SHIFT_CHARTED_DEVIATION}, of blocks drawn at random alone; from format version 6 on, as all such. */
    public static final String SHIFT_CHARTED_DRAWN = "shift.charted.drawn";
    /** As {@link #SHIFT_BETWEEN}, of those powers; from format version 5 on. */
    public static final String SHIFT_CHARTED_BETWEEN = "shift.charted.between";
    /** Directions in feature space that are charted, [directions, feature size]; from format version 2 on, as all below. */
    public static final String SHIFT_AXES = "shift.axes";
    /** Mean of the features along them over blocks of windows, [sizes, directions]. */
    public static final String SHIFT_PROJECTED_MEAN = "shift.projected.mean";
    /** Standard deviation of the same around each stream's own mean, [sizes, directions]. */
    public static final String SHIFT_PROJECTED_DEVIATION = "shift.projected.deviation";
    /** The same of blocks drawn at random alone. */
    public static final String SHIFT_PROJECTED_DRAWN = "shift.projected.drawn";
    /** Standard deviation of the streams' own means, [directions]. */
    public static final String SHIFT_PROJECTED_BETWEEN = "shift.projected.between";
    /** Share of every class among the frozen model's answers, [classes]. */
    public static final String SHIFT_CLASS_SHARES = "shift.class_shares";
    /** Inner edges of bins that hold equal shares of each class's softmax value, [classes, bins - 1]. */
    public static final String SHIFT_SOFTMAX_EDGES = "shift.softmax_edges";
    /** Power of the distances of blocks' answers that is charted, [2]; from format version 5 on, before it the logarithm. */
    public static final String SHIFT_ANSWERS_POWERS = "shift.answers.powers";
    /** Mean power of the distances of blocks' answers from those shares, [sizes, 2]. */
    public static final String SHIFT_ANSWERS_MEAN = "shift.answers.mean";
    /** Standard deviation of the same around each stream's own mean, [sizes, 2]. */
    public static final String SHIFT_ANSWERS_DEVIATION = "shift.answers.deviation";
    /** The same of blocks drawn at random alone. */
    public static final String SHIFT_ANSWERS_DRAWN = "shift.answers.drawn";
    /** Standard deviation of the streams' own means, [2]. */
    public static final String SHIFT_ANSWERS_BETWEEN = "shift.answers.between";
    /** Answers of the frozen model to labelled unseen windows, [samples, classes]. */
    public static final String SHIFT_SAMPLE_PROBABILITIES = "shift.sample.probabilities";
    /** Their features along the directions, [samples, directions]. */
    public static final String SHIFT_SAMPLE_PROJECTED = "shift.sample.projected";
    /** Their classes, [samples], int64. */
    public static final String SHIFT_SAMPLE_LABELS = "shift.sample.labels";
    /** Inputs kept for replay, [samples, input shape...]; optional. */
    public static final String REPLAY_INPUTS = "replay.inputs";
    /** Their classes, [samples], int64; optional. */
    public static final String REPLAY_LABELS = "replay.labels";

    /** Copies the map. */
    public SourceKnowledge {
        tensors = new LinkedHashMap<>(tensors);
    }

    /**
     * A tensor that every package has.
     *
     * @throws IllegalArgumentException if this one does not
     */
    public HostTensor get(String name) {
        return find(name)
                .orElseThrow(() -> new IllegalArgumentException(
                        "the model package has no '%s'; train it again with './acclimate train'".formatted(name)));
    }

    /** A tensor that a package may have. */
    public Optional<HostTensor> find(String name) {
        return Optional.ofNullable(tensors.get(name));
    }
}
