// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a network sees of its parameters in one pass: the shared source weights, and over them what the streams of the
 * pass have adapted. Student, teacher and frozen source are three views over one network; nothing is copied.
 */
public final class ParameterView {

    private final SourceWeights source;
    private final NDManager scratch;
    private final int streams;
    private final List<Map<String, NDArray>> overlays;

    /**
     * Lays {@code overlays} over {@code source}; of two that hold the same name, the first one wins.
     *
     * @param scratch owner of everything that the pass makes
     * @param streams number of interleaved streams, at least 1; every overlay has as many rows
     */
    public ParameterView(SourceWeights source, NDManager scratch, int streams, Overlay... overlays) {
        this(source, scratch, streams, Stream.of(overlays).map(Overlay::parts).toList());
    }

    private ParameterView(SourceWeights source, NDManager scratch, int streams, List<Map<String, NDArray>> overlays) {
        this.source = source;
        this.scratch = scratch;
        this.streams = streams;
        this.overlays = overlays;
    }

    /** The same source with {@code values} over it, [times * streams * C] each, for so many times the streams. */
    ParameterView with(Map<String, NDArray> values, int times) {
        return new ParameterView(source, scratch, times * streams, List.of(values));
    }

    /** Names of what lies over the source. */
    Set<String> adapted() {
        return overlays.stream().flatMap(overlay -> overlay.keySet().stream()).collect(Collectors.toSet());
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
        for (Map<String, NDArray> overlay : overlays) {
            NDArray part = overlay.get(name);
            if (part != null) {
                return part;
            }
        }
        return null;
    }
}
