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
    /** Mean of the inputs per channel, [channels]. */
    public static final String INPUT_MEAN = "input.mean";
    /** Variance of the inputs per channel, [channels]. */
    public static final String INPUT_VARIANCE = "input.variance";
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
