// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.HostTensor;
import io.acclimate.operators.model.Network;
import io.acclimate.operators.model.Normalization;
import io.acclimate.operators.model.Overlay;
import io.acclimate.operators.model.ParameterLayout;
import io.acclimate.operators.model.ParameterView;
import io.acclimate.operators.model.SourceWeights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Statistics of normalization layers that move slowly towards what the stream shows, as in RoTTA's robust batch norm
 * (Yuan et al., CVPR 2023), so that a batch of one class does not take them away. The mix is a constant to the gradient,
 * which, on demand, flows through the statistics of the batch instead.
 */
public final class MovingStatistics implements NormalizationPolicy {

    private final ParameterLayout layout;
    private final float[] source;
    private final Momentum momentum;
    private final boolean renormalizes;
    private final OptionalDouble instanceThreshold;

    /** How much the newest batch counts. */
    interface Momentum {
        /** Its weight for each stream, 0..1, [S, 1]. */
        NDArray of(PassInput input, GroupState state);
    }

    /**
     * Describes the policy.
     *
     * @param weights the source weights in host memory
     * @param momentum weight of the newest batch, 0..1
     */
    public MovingStatistics(Network network, Map<String, HostTensor> weights, double momentum) {
        this(
                network,
                weights,
                (input, state) -> input.scratch().full(new Shape(input.streams(), 1), (float) momentum),
                false,
                OptionalDouble.empty());
    }

    private MovingStatistics(
            Network network,
            Map<String, HostTensor> weights,
            Momentum momentum,
            boolean renormalizes,
            OptionalDouble instanceThreshold) {
        this.layout = network.statisticsLayout();
        this.source = layout.flatten(weights);
        this.momentum = momentum;
        this.renormalizes = renormalizes;
        this.instanceThreshold = instanceThreshold;
    }

    /**
     * Statistics of which each stream says how far they move, with gradients through those of the batch.
     *
     * @param instanceThreshold standard errors beyond which a window is normalized by itself, too; empty for never
     */
    static MovingStatistics renormalized(
            Network network, Map<String, HostTensor> weights, Momentum momentum, OptionalDouble instanceThreshold) {
        return new MovingStatistics(network, weights, momentum, true, instanceThreshold);
    }

    private static String name(String model) {
        return model + ".statistics";
    }

    /** A batch that counts for r moves the statistics as far as r batches like it: {@code 1 - (1 - share)^r}. */
    private static NDArray paced(NDArray shares, GroupState state) {
        if (IntStream.range(0, state.streams()).allMatch(s -> state.pace(s) == 1)) {
            return shares;
        }
        float[] paced = shares.toFloatArray();
        for (int s = 0; s < paced.length; s++) {
            // A stream at the ordinary pace must not notice that another one hurries.
            paced[s] = state.pace(s) == 1 ? paced[s] : (float) (1 - Math.pow(1 - paced[s], state.pace(s)));
        }
        return shares.getManager().create(paced, shares.getShape());
    }

    @Override
    public List<StateVector> state(String model) {
        return List.of(new StateVector(name(model), source));
    }

    @Override
    public Pass begin(String model, PassInput input, GroupState state) {
        Overlay old = new Overlay(layout, state.get(name(model)));
        NDArray share = paced(momentum.of(input, state), state);
        Map<String, NDArray> moved = new HashMap<>();
        return new Pass() {
            @Override
            public Normalization first() {
                return renormalizes
                        ? Normalization.movingRenormalized(share, moved)
                        : Normalization.moving(share, moved);
            }

            @Override
            public Normalization again() {
                return renormalizes ? Normalization.givenRenormalized(moved) : Normalization.given(moved);
            }

            @Override
            public Optional<Overlay> overlay() {
                return Optional.of(old);
            }

            @Override
            public ParameterView view(SourceWeights weights, PassInput input, Overlay... adapted) {
                ParameterView view = Pass.super.view(weights, input, adapted);
                return instanceThreshold.isPresent() ? view.instanceAware(instanceThreshold.getAsDouble()) : view;
            }

            @Override
            public void finish() {
                NDList parts = new NDList();
                layout.entries().forEach(e -> parts.add(moved.get(e.name()).reshape(input.streams(), e.length())));
                state.put(name(model), NDArrays.concat(parts, 1));
            }
        };
    }
}
