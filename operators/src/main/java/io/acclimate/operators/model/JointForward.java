// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Several models over the same rows. Models that differ in their normalization layers only run in one forward, in which
 * the streams of each are further streams: for few rows, calling the layers costs more than computing them.
 */
public final class JointForward {

    private final Network network;
    private final Set<String> perStream;

    /** A forward of {@code network}. */
    public JointForward(Network network) {
        this.network = network;
        this.perStream = Stream.of(
                        network.layout(ParameterSpec.Scope.NORM).entries(),
                        network.statisticsLayout().entries())
                .flatMap(List::stream)
                .map(ParameterLayout.Entry::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Runs the models under the statistics that their views hold.
     *
     * @param models views of the same streams
     * @param rows [S, input shape...], one row of every stream
     * @return of every model, in order, what a forward of its own gives, to rounding
     */
    public List<Network.Outputs> of(List<ParameterView> models, NDArray rows) {
        if (models.size() == 1 || !models.stream().allMatch(model -> perStream.containsAll(model.adapted()))) {
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
        Map<String, NDArray> values = new HashMap<>();
        for (String name : perStream) {
            NDArray all = NDArrays.concat(new NDList(
                    models.stream().map(model -> model.perStream(name)).toList()));
            // It belongs to the first operand's manager, which may be that of the source weights.
            all.attach(models.get(0).scratch());
            values.put(name, all);
        }
        return models.get(0).with(values, models.size());
    }
}
