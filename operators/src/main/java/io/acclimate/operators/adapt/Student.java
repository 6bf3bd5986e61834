// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.Network;
import io.acclimate.operators.model.ParameterLayout;
import io.acclimate.operators.model.ParameterSpec;
import io.acclimate.operators.model.SourceWeights;

import java.util.ArrayList;
import java.util.List;

/**
 * The model that a gradient method trains, and copies of it with other parameters.
 *
 * @param network the network
 * @param weights the source weights
 * @param layout the trained parameters
 * @param normalization statistics of normalization layers; the papers' are nearly always those of the batch
 * @param optimizer gradient step
 */
public record Student(
        Network network,
        SourceWeights weights,
        ParameterLayout layout,
        NormalizationPolicy normalization,
        Optimizer optimizer) {

    /** A student that trains {@code scope}. */
    public static Student of(
            Network network,
            SourceWeights weights,
            ParameterSpec.Scope scope,
            NormalizationPolicy normalization,
            Optimizer optimizer) {
        return new Student(network, weights, network.layout(scope), normalization, optimizer);
    }

    /** The same with another optimizer. */
    Student with(Optimizer other) {
        return new Student(network, weights, layout, normalization, other);
    }

    /** The same without training the last linear layer. */
    Student withoutClassifier() {
        return new Student(network, weights, layout.without(network.classifier()), normalization, optimizer);
    }

    /** The same under other statistics of normalization layers. */
    Student under(NormalizationPolicy other) {
        return new Student(network, weights, layout, other, optimizer);
    }

    /** The source's values of the trained parameters. */
    float[] source() {
        return layout.flatten(weights.host());
    }

    /** What a stream keeps for the student and its optimizer, and then {@code more}. */
    List<StateVector> state(StateVector... more) {
        return state(source(), more);
    }

    /** As {@link #state(StateVector...)}, for a student that starts at {@code values}. */
    List<StateVector> state(float[] values, StateVector... more) {
        List<StateVector> vectors = new ArrayList<>();
        vectors.add(new StateVector(AdaptationMethod.STUDENT, values));
        vectors.addAll(normalization.state(AdaptationMethod.STUDENT));
        vectors.addAll(optimizer.state(layout.length()));
        vectors.addAll(List.of(more));
        return vectors;
    }

    /** Begins a step of the student. */
    ModelPass begin(PassInput input, GroupState state) {
        return begin(AdaptationMethod.STUDENT, input, state);
    }

    /** Begins a step of a model of the same layout whose parameters are the vector {@code name}. */
    ModelPass begin(String name, PassInput input, GroupState state) {
        return new ModelPass(this, normalization.begin(name, input, state), input, state.get(name));
    }

    /** Begins a step of the frozen source's parameters, under the normalization that {@code name} keeps. */
    ModelPass beginSource(String name, PassInput input, GroupState state) {
        return new ModelPass(this, normalization.begin(name, input, state), input, null);
    }
}
