// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.ModelSpec;
import io.acclimate.operators.model.NormKind;

import java.io.Serializable;
import java.util.Set;

/**
 * What may be combined with any method.
 *
 * @param labelShift how predictions follow the shares of the classes in the stream
 * @param unknown how windows of no known class are told
 * @param unknownBank windows that {@link Unknown#CLUSTERING} remembers, at least 2
 * @param trustRegion radius, per nat of divergence from the source, of sharpness-aware steps; 0 for ordinary ones
 * @param resetInterval batches after which a stream begins anew; 0 for never
 * @param window windows over which each single one is looked at; 0 for batches as they come
 * @param following how many batches the first one after a change counts for in statistics that move, at least 1
 */
public record AdaptationWrappers(
        LabelShift labelShift,
        Unknown unknown,
        int unknownBank,
        double trustRegion,
        int resetInterval,
        int window,
        double following)
        implements Serializable {

    /** Nothing. */
    public static final AdaptationWrappers NONE =
            new AdaptationWrappers(LabelShift.NONE, Unknown.NONE, 256, 0, 0, 0, 1);

    /** The names of those methods whose statistics can move faster after a change. */
    public static final Set<String> FOLLOWING = Set.of(
            AdaptationMethods.ACCLIMATE,
            "tent",
            "eta",
            "eata",
            "rdumb",
            "rpl",
            "cafa",
            "shot",
            "sar",
            "deyo",
            "ev-tta",
            "event-dance",
            "cotta",
            "rmt",
            "santa",
            "roid",
            "cmf",
            "gtta");

    /** Refuses statistics that hurry for a model that has none, with a sentence that says so. */
    void requireStatistics(ModelSpec model) {
        if (following > 1 && NormKind.named(model.norm()) != NormKind.BATCH) {
            throw new IllegalArgumentException(
                    "alerts.follow speeds up statistics of batch norm only, but the model has %s norm; "
                                    .formatted(model.norm())
                            + "set it to 1, or train the model with --norm batch");
        }
    }

    /** How predictions follow the shares of the classes. */
    public enum LabelShift {
        /** Not at all. */
        NONE,
        /** By the ratio of the shares, which are estimated by maximum likelihood. */
        MLLS,
        /** By a label shift adapter, trained on source data. */
        LSA
    }

    /** How windows of no known class are told. */
    public enum Unknown {
        /** Not at all. */
        NONE,
        /** By the entropy of the prediction. */
        ENTROPY,
        /** By one-against-all clustering of the stream's recent features. */
        CLUSTERING
    }
}
