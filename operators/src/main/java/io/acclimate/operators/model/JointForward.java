// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * Several models over the same rows. Models that differ in their normalization layers only run in one forward, in which
 * the streams of each are further streams: for few rows, calling the layers costs more than computing them.
 */
public final class JointForward {

    private final Network network;
    private final List<ParameterLayout> layouts;
    private final List<float[]> source;

    /** A forward of {@code network} over {@code weights}. */
    public JointForward(Network network, SourceWeights weights) {
        this.network = network;
        this.layouts = Stream.of(network.layout(ParameterSpec.Scope.NORM), network.statisticsLayout())
                .filter(layout -> layout.count() > 0)
                .toList();
        this.source =
                layouts.stream().map(layout -> layout.flatten(weights.host())).toList();
    }

    /**
     * Runs the models under the statistics that their views hold.
     *
     * @param models views of the same streams
     * @param rows [S, input shape...], one row of every stream
     * @return of every model, in order, what a forward of its own gives, to rounding
     */
    public List<Network.Outputs> of(List<ParameterView> models, NDArray rows) {
        if (models.size() == 1 || !models.stream().allMatch(model -> model.adaptsOnly(layouts))) {
            return models.stream()
                    .map(model -> network.forward(model, rows, Normalization.SOURCE))
                    .toList();
        }
        Network.Outputs outputs = network.forward(
                together(models),
                NDArrays.concat(new NDList(Collections.nCopies(models.size(), rows))),
                Normalization.SOURCE);
        List<Network.Outputs> apart = new ArrayList<>(models.size());
        long streams = rows.getShape().get(0);
        for (int m = 0; m < models.size(); m++) {
            NDIndex own = new NDIndex().addSliceDim(m * streams, (m + 1) * streams);
            apart.add(new Network.Outputs(
                    outputs.features().get(own), outputs.logits().get(own)));
        }
        return apart;
    }

    private ParameterView together(List<ParameterView> models) {
        Overlay[] all = new Overlay[layouts.size()];
        for (int l = 0; l < all.length; l++) {
            all[l] = new Overlay(layouts.get(l), together(models, layouts.get(l), source.get(l)));
        }
        return ParameterView.together(models, all);
    }

    /** The rows of all models, [models * streams, length]. */
    private static NDArray together(List<ParameterView> models, ParameterLayout layout, float[] source) {
        NDArray own = models.get(0).scratch().create(source, new Shape(1, source.length));
        NDList rows = new NDList();
        for (ParameterView model : models) {
            NDArray matrix = model.matrix(layout);
            rows.addAll(matrix == null ? Collections.nCopies(model.streams(), own) : List.of(matrix));
        }
        return NDArrays.concat(rows);
    }
}
