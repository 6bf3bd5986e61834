// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.Constants;
import io.acclimate.operators.model.HostTensor;
import io.acclimate.operators.model.Network;
import io.acclimate.operators.model.Overlay;
import io.acclimate.operators.model.ParameterLayout;
import io.acclimate.operators.model.ParameterView;

import ai.djl.ndarray.NDArray;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * SANTA (Chakrabarty, Sreenivas and Biswas, TMLR 2023): the student follows the frozen source, under the batch's
 * statistics, on the batch and on an augmented copy, and the contrastive loss of Robust Mean Teacher aligns its
 * features with the source's prototypes.
 */
public final class Santa implements PredictsAtOnce {

    private static final String ANCHOR = "anchor";

    private final Student student;
    private final Student withHead;
    private final Map<String, HostTensor> head;
    private final PrototypeContrast contrast;
    private final Augmentation augmentation;

    /**
     * Describes the method.
     *
     * @param student trained model; paper: norm scope, batch statistics. The head is trained, too
     * @param prototypes mean source features per class, [classes, feature size] row-major
     * @param projection the projection head
     * @param head its initial values
     */
    public Santa(
            Student student,
            float[] prototypes,
            ProjectionHead projection,
            Map<String, HostTensor> head,
            Augmentation augmentation) {
        ParameterLayout layout = student.layout().and(projection.parameters());
        this.student = student;
        this.withHead =
                new Student(student.network(), student.weights(), layout, student.normalization(), student.optimizer());
        this.head = head;
        this.contrast = new PrototypeContrast(student.network(), prototypes, projection, head, RmtSettings.TEMPERATURE);
        this.augmentation = augmentation;
    }

    /** Layout of the vector {@link #STUDENT}. */
    ParameterLayout layout() {
        return withHead.layout();
    }

    @Override
    public List<StateVector> state() {
        Map<String, HostTensor> tensors = new LinkedHashMap<>(student.weights().host());
        tensors.putAll(head);
        List<StateVector> vectors = withHead.state(withHead.layout().flatten(tensors));
        vectors.addAll(student.normalization().state(ANCHOR));
        return vectors;
    }

    @Override
    public List<ParameterView> models(PassInput input, GroupState state) {
        return List.of(withHead.begin(input, state).view());
    }

    @Override
    public StepResult step(PassInput input, GroupState state) {
        ModelPass anchor = student.beginSource(ANCHOR, input, state);
        NDArray target = anchor.first().logits().logSoftmax(-1);
        anchor.finish();
        NDArray view = augmentation.augment(input, state, 0);
        ModelPass pass = withHead.begin(input, state);
        NDArray[] results = new NDArray[3];
        NDArray gradient = pass.gradient(() -> {
            Overlay overlay = pass.overlay();
            Network.Outputs clean = pass.first();
            Network.Outputs varied = pass.again(view);
            results[0] = clean.logits();
            results[2] = clean.features();
            NDArray follow = follow(clean.logits(), target).add(follow(varied.logits(), target));
            NDArray loss = input.meanPerStream(follow);
            results[1] = loss.mul(Constants.like(loss, 0.5)).add(contrast.of(input, overlay, clean, varied));
            return results[1];
        });
        pass.finish();
        state.put(
                STUDENT,
                withHead.optimizer().step(pass.values(), gradient, state, StepCounts.uniform(state.updates())));
        return new StepResult(results[0], results[1], results[2]);
    }

    /** Cross-entropy in which the student weighs and the anchor's logarithm is the constant. */
    private static NDArray follow(NDArray logits, NDArray logTarget) {
        return logits.softmax(-1).mul(logTarget).sum(new int[] {-1}).neg();
    }
}
