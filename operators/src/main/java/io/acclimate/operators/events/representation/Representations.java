// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events.representation;

import java.util.Map;
import java.util.TreeMap;

/** The representations that a model package may name. */
public final class Representations {

    private static final int CELL = 8;
    private static final int RADIUS = 2;
    private static final int MEMORY_TAUS = 10;

    /**
     * What a representation may need to know.
     *
     * @param width columns of the sensor
     * @param height rows of the sensor
     * @param bins bins in time of {@code voxel-grid} and {@code event-spike-tensor}, events per pixel and polarity of
     *     {@code tore}; the others ignore it
     * @param tauMicros time constant of the time surfaces; the others ignore it
     */
    public record Parameters(int width, int height, int bins, long tauMicros) {}

    /** Makes a representation. */
    private interface Maker {
        Representation make(Parameters parameters);
    }

    private static final Map<String, Maker> MAKERS = new TreeMap<>(Map.of(
            "histogram", p -> new Histogram(p.width, p.height, Histogram.Scale.COUNT),
            "log-histogram", p -> new Histogram(p.width, p.height, Histogram.Scale.LOGARITHM),
            "event-frame", p -> new EventFrame(p.width, p.height),
            "time-surface", p -> new TimeSurface(p.width, p.height, TimeSurface.Kind.EXPONENTIAL, p.tauMicros),
            "linear-time-surface", p -> new TimeSurface(p.width, p.height, TimeSurface.Kind.LINEAR, p.tauMicros),
            "averaged-time-surface",
                    p -> new AveragedTimeSurface(
                            p.width, p.height, CELL, RADIUS, p.tauMicros, MEMORY_TAUS * p.tauMicros),
            "voxel-grid", p -> new VoxelGrid(p.width, p.height, p.bins),
            "event-spike-tensor", p -> new EventSpikeTensor(p.width, p.height, p.bins),
            "tore", p -> new TimeOrderedRecentEvents(p.width, p.height, p.bins)));

    private Representations() {}

    /**
     * The representation of this name. {@code averaged-time-surface} has cells of 8 pixels, radius 2 and a memory of ten
     * time constants.
     *
     * @throws IllegalArgumentException if there is none of that name, or a parameter is impossible
     */
    public static Representation of(String name, Parameters parameters) {
        Maker maker = MAKERS.get(name);
        if (maker == null) {
            throw new IllegalArgumentException("the representation '%s' is unknown; this build knows %s"
                    .formatted(name, String.join(", ", MAKERS.keySet())));
        }
        return maker.make(parameters);
    }
}
