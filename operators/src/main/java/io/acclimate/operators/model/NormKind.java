// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.model;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Over what the normalization layers of a network take mean and variance. */
public enum NormKind {
    /** Batch norm: over a batch and its positions, per channel; the statistics are what a stream can adapt. */
    BATCH,
    /** Group norm (Wu and He, ECCV 2018): over the positions of some channels of one sample. */
    GROUP,
    /** Layer norm (Ba et al. 2016): over all channels and positions of one sample. */
    LAYER,
    /** The source's statistics, whatever comes: of the inputs of networks that do not normalize by batch. */
    FIXED;

    private static final int MOST_GROUPS = 8;
    private static final int FEWEST_CHANNELS = 8;

    /** What a network may be made of. */
    public static final List<NormKind> CHOICES = List.of(BATCH, GROUP, LAYER);

    /** As model packages and options write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The kind that a model package names.
     *
     * @param name null for {@link #BATCH}
     * @throws IllegalArgumentException if it is none of {@link #CHOICES}
     */
    public static NormKind named(String name) {
        return name == null
                ? BATCH
                : CHOICES.stream()
                        .filter(kind -> kind.toString().equals(name))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException(
                                "norm '%s' is unknown; this build knows %s".formatted(name, choices())));
    }

    private static String choices() {
        return CHOICES.stream().map(NormKind::toString).collect(Collectors.joining(", "));
    }

    /** The layer of this kind. */
    NormLayer layer(String name, int channels) {
        return new NormLayer(name, channels, this);
    }

    /** The layer that the raw input goes through. */
    NormLayer input(String name, int channels) {
        return new NormLayer(name, channels, this == BATCH ? BATCH : FIXED);
    }

    /**
     * Groups of {@link #GROUP}: as many as divide the channels, at most 8, with at least 8 channels each; of {@link #LAYER},
     * 1.
     */
    int groups(int channels) {
        if (this != GROUP) {
            return 1;
        }
        int groups = Math.max(1, Math.min(MOST_GROUPS, channels / FEWEST_CHANNELS));
        while (channels % groups != 0) {
            groups--;
        }
        return groups;
    }
}
