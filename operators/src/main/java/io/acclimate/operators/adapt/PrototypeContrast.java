// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.HostTensor;
import io.acclimate.operators.model.Network;
import io.acclimate.operators.model.Overlay;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

import java.util.Map;

/**
 * The contrastive loss of Robust Mean Teacher between each sample's features, those of its augmented copy and the
 * nearest class prototype of the source, through a projection head.
 */
final class PrototypeContrast {

    private final Network network;
    private final float[] prototypes;
    private final ProjectionHead head;
    private final Map<String, HostTensor> shared;
    private final double temperature;

    /**
     * Describes the loss.
     *
     * @param prototypes mean source features per class, [classes, feature size] row-major
     * @param shared values of the head where no stream has trained its own
     * @param temperature divides the cosine similarity
     */
    PrototypeContrast(
            Network network,
            float[] prototypes,
            ProjectionHead head,
            Map<String, HostTensor> shared,
            double temperature) {
        this.network = network;
        this.prototypes = prototypes.clone();
        this.head = head;
        this.shared = shared;
        this.temperature = temperature;
    }

    /**
     * The loss.
     *
     * @param overlay trained parameters, among which the head may be
     * @return [S]
     */
    NDArray of(PassInput input, Overlay overlay, Network.Outputs clean, Network.Outputs varied) {
        NDArray classes = input.scratch().create(prototypes, new Shape(network.classes(), network.featureSize()));
        NDArray similarity = Losses.normalized(clean.features().stopGradient())
                .matMul(Losses.normalized(classes).transpose());
        NDArray nearest = similarity
                .argMax(1)
                .oneHot(network.classes(), classes.getDataType())
                .matMul(classes);
        return Losses.contrastive(
                project(input, overlay, nearest),
                project(input, overlay, clean.features()),
                project(input, overlay, varied.features()),
                temperature);
    }

    private NDArray project(PassInput input, Overlay overlay, NDArray rows) {
        if (input.streams() > 1 && overlay.get(head.parameters().get(0).name()) != null) {
            return head.projectEach(input.byStream(rows), overlay::get);
        }
        return input.byStream(head.project(rows, name -> {
            NDArray trained = overlay.get(name);
            return trained != null ? trained : shared(input, name);
        }));
    }

    private NDArray shared(PassInput input, String name) {
        HostTensor tensor = shared.get(name);
        return input.scratch().create(tensor.floats(), new Shape(tensor.shape()));
    }
}
