// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.labels;

import io.acclimate.operators.model.HostTensor;
import io.acclimate.operators.model.ModelPackage;
import io.acclimate.operators.model.Networks;
import io.acclimate.operators.model.SourceKnowledge;
import io.acclimate.state.LabelHead;
import io.acclimate.state.LabelMemory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The features of the frozen source model, standardized by mean and variance of the source data and divided by the root of
 * their number, so that a source window has a length of about 1; and the class prototypes of the source in it.
 */
public final class LabelSpace {

    /** What a class is taken for at least: the head can overrule a model that is sure and wrong. */
    private static final double LEAST_PROBABILITY = 1e-4;

    private static final double SMALLEST_VARIANCE = 1e-6;

    private final float[] mean;
    private final double[] scale;
    private final int classes;
    private final List<Example> prototypes;

    /**
     * The space of a model.
     *
     * @throws IllegalArgumentException if the package lacks the statistics of its features
     */
    public LabelSpace(ModelPackage model) {
        SourceKnowledge knowledge = model.knowledge();
        this.mean = knowledge.get(SourceKnowledge.FEATURE_MEAN).floats();
        float[] variance = knowledge.get(SourceKnowledge.FEATURE_VARIANCE).floats();
        this.scale = new double[mean.length];
        Arrays.setAll(scale, i -> 1 / Math.sqrt((variance[i] + SMALLEST_VARIANCE) * mean.length));
        this.classes = model.spec().classes().size();
        this.prototypes = prototypes(model);
    }

    private List<Example> prototypes(ModelPackage model) {
        HostTensor means = model.knowledge().get(SourceKnowledge.PROTOTYPES);
        String classifier = Networks.of(model.spec()).classifier();
        float[] weights = model.weights().get(classifier + ".weight").floats();
        float[] bias = model.weights().get(classifier + ".bias").floats();
        List<Example> examples = new ArrayList<>();
        for (int label = 0; label < classes; label++) {
            float[] features = Arrays.copyOfRange(means.floats(), label * mean.length, (label + 1) * mean.length);
            double[] scores = new double[classes];
            for (int c = 0; c < classes; c++) {
                scores[c] = bias[c];
                for (int i = 0; i < features.length; i++) {
                    scores[c] += weights[c * features.length + i] * features[i];
                }
            }
            examples.add(new Example(input(features), logarithms(HeadFit.softmax(scores)), label));
        }
        return List.copyOf(examples);
    }

    /** The mean of every class of the source data, as the frozen model predicts it. */
    List<Example> prototypes() {
        return prototypes;
    }

    Example example(LabelMemory.Labelled labelled) {
        return new Example(
                input(labelled.window().features()),
                logarithms(labelled.window().probabilities()),
                labelled.label());
    }

    /** Whether a label head can say anything of these features. */
    static boolean finite(float[] features) {
        for (float feature : features) {
            if (!Float.isFinite(feature)) {
                return false;
            }
        }
        return true;
    }

    /**
     * What a window's probabilities are with a label head; those of {@link LabelHead#NONE} are returned as they are.
     *
     * @param probabilities of the adapted model, [classes]
     * @param features of the frozen model, [feature size]
     */
    public float[] corrected(LabelHead head, float[] probabilities, float[] features) {
        if (head.isNone() || !finite(features)) {
            return probabilities;
        }
        double[] corrected = HeadFit.probabilities(head, input(features), logarithms(probabilities));
        float[] rounded = new float[corrected.length];
        for (int c = 0; c < rounded.length; c++) {
            rounded[c] = (float) corrected[c];
        }
        return rounded;
    }

    private double[] input(float[] features) {
        double[] input = new double[features.length + 1];
        for (int i = 0; i < features.length; i++) {
            input[i] = (features[i] - mean[i]) * scale[i];
        }
        input[features.length] = 1;
        return input;
    }

    private static double[] logarithms(float[] probabilities) {
        double[] logarithms = new double[probabilities.length];
        Arrays.setAll(logarithms, c -> Math.log(Math.max(probabilities[c], LEAST_PROBABILITY)));
        return logarithms;
    }

    private static double[] logarithms(double[] probabilities) {
        double[] logarithms = new double[probabilities.length];
        Arrays.setAll(logarithms, c -> Math.log(Math.max(probabilities[c], LEAST_PROBABILITY)));
        return logarithms;
    }
}
