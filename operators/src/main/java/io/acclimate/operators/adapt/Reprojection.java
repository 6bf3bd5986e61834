// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.model.ModelPackage;
import io.acclimate.operators.model.ModelSpec;
import io.acclimate.operators.model.Network;
import io.acclimate.operators.model.NormKind;
import io.acclimate.operators.model.NormLayer;
import io.acclimate.operators.model.ParameterLayout;
import io.acclimate.state.NamedTensor;

import ai.djl.Device;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Carries what streams have learned from one source model over to another of the same layout: {@code new = newSource + (old
 * - oldSource)} for every value of every vector (task arithmetic, Ilharco et al., ICLR 2023), but for running variances, which
 * must stay positive: {@code new = newSource * old / oldSource}. What starts at the same value under both models, such as an
 * optimizer's moments, comes out as it was.
 */
public final class Reprojection {

    private final List<float[]> before;
    private final List<float[]> after;
    private final List<BitSet> ratios = new ArrayList<>();

    /**
     * A reprojection for streams that adapt by these settings.
     *
     * @param old the package that the streams were adapted from
     * @param model the model that they go on with
     * @param initial vectors of a new stream of that model
     * @throws IllegalArgumentException if the layouts differ, with a sentence
     */
    public Reprojection(ModelPackage old, LoadedModel model, AdaptationSettings settings, List<NamedTensor> initial) {
        requireAlike(old.spec(), model.source().spec());
        this.after = initial.stream().map(Reprojection::floats).toList();
        try (LoadedModel source = LoadedModel.on(Device.cpu(), old)) {
            this.before = new AdaptationEngine(source, settings)
                    .initialVectors().stream().map(Reprojection::floats).toList();
        }
        float[] statistics =
                model.network().statisticsLayout().flatten(model.source().weights());
        BitSet variances = variances(model.network());
        for (float[] vector : after) {
            ratios.add(Arrays.equals(vector, statistics) ? variances : new BitSet());
        }
    }

    /**
     * Checks that what was learned on one model means the same on another.
     *
     * @throws IllegalArgumentException if it does not, with a sentence
     */
    public static void requireAlike(ModelSpec old, ModelSpec current) {
        if (!old.architecture().equals(current.architecture())
                || !old.widths().equals(current.widths())
                || NormKind.named(old.norm()) != NormKind.named(current.norm())
                || !old.inputShape().equals(current.inputShape())
                || !old.classes().equals(current.classes())) {
            throw new IllegalArgumentException(
                    ("the old model is a %s %s of %s with %s norm and %d classes, the new one a %s %s of %s with %s norm and %d: what was learned cannot"
                                    + " be carried over; set model.on-change (--on-model-change) to reset")
                            .formatted(
                                    old.architecture(),
                                    old.widths(),
                                    old.inputShape(),
                                    NormKind.named(old.norm()),
                                    old.classes().size(),
                                    current.architecture(),
                                    current.widths(),
                                    current.inputShape(),
                                    NormKind.named(current.norm()),
                                    current.classes().size()));
        }
    }

    private static BitSet variances(Network network) {
        Set<String> names =
                network.normLayers().stream().map(NormLayer::variance).collect(Collectors.toSet());
        BitSet variances = new BitSet();
        for (ParameterLayout.Entry entry : network.statisticsLayout().entries()) {
            if (names.contains(entry.name())) {
                variances.set(entry.offset(), entry.offset() + entry.length());
            }
        }
        return variances;
    }

    /** The vectors on the new model; nothing if they belong to other settings or would not be finite. */
    public Optional<List<NamedTensor>> of(List<NamedTensor> learned) {
        if (learned.size() != before.size()) {
            return Optional.empty();
        }
        List<NamedTensor> carried = new ArrayList<>();
        for (int v = 0; v < learned.size(); v++) {
            float[] old = floats(learned.get(v));
            if (old.length != before.get(v).length) {
                return Optional.empty();
            }
            float[] values = carry(old, before.get(v), after.get(v), ratios.get(v));
            for (float value : values) {
                if (!Float.isFinite(value)) {
                    return Optional.empty();
                }
            }
            carried.add(tensor(learned.get(v).name(), values));
        }
        return Optional.of(List.copyOf(carried));
    }

    private static float[] carry(float[] old, float[] oldSource, float[] newSource, BitSet ratios) {
        float[] values = new float[old.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = ratios.get(i) && oldSource[i] > 0
                    ? (float) ((double) newSource[i] * old[i] / oldSource[i])
                    : (float) ((double) newSource[i] + ((double) old[i] - oldSource[i]));
        }
        return values;
    }

    private static float[] floats(NamedTensor tensor) {
        FloatBuffer buffer =
                ByteBuffer.wrap(tensor.bytes()).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }

    private static NamedTensor tensor(String name, float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return new NamedTensor(name, new int[] {values.length}, bytes.array());
    }
}
