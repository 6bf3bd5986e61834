// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import java.io.Serializable;

/**
 * What may be combined with any method.
 *
 * @param labelShift how predictions follow the shares of the classes in the stream
 * @param unknown how windows of no known class are told
 * @param unknownBank windows that {@link Unknown#CLUSTERING} remembers, at least 2
 * @param trustRegion radius, per nat of divergence from the source, of sharpness-aware steps; 0 for ordinary ones
 * @param resetInterval batches after which a stream begins anew; 0 for never
 * @param window windows over which each single one is looked at; 0 for batches as they come
 */
public record AdaptationWrappers(
        LabelShift labelShift, Unknown unknown, int unknownBank, double trustRegion, int resetInterval, int window)
        implements Serializable {

    /** Nothing. */
    public static final AdaptationWrappers NONE = new AdaptationWrappers(LabelShift.NONE, Unknown.NONE, 256, 0, 0, 0);

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
