// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.guard;

import io.acclimate.operators.adapt.BatchResult;
import io.acclimate.operators.guard.Verdict.Action;
import io.acclimate.operators.model.HostTensor;
import io.acclimate.operators.model.ModelPackage;
import io.acclimate.operators.model.ModelSpec;
import io.acclimate.operators.model.SourceKnowledge;
import io.acclimate.operators.shift.ShiftReference;
import io.acclimate.state.StreamState;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A stream under a guard, batch after batch made up to order. */
abstract class GuardCase {

    static final int WINDOWS = 8;
    static final ModelPackage MODEL = new ModelPackage(
            "id",
            new ModelSpec(
                    ModelSpec.FORMAT_VERSION,
                    "classification",
                    "feature-mlp",
                    List.of(),
                    List.of(3),
                    List.of("a", "b", "c"),
                    null,
                    Map.of()),
            Map.of(),
            new SourceKnowledge(Map.of(
                    SourceKnowledge.PROTOTYPES,
                    HostTensor.of(new float[] {1, 0, 0, 0, 1, 0, 0, 0, 1}, 3, 3),
                    SourceKnowledge.FEATURE_VARIANCE,
                    HostTensor.of(new float[] {0.1f, 0.1f, 0.1f}, 3))));
    static final ShiftReference REFERENCE = new ShiftReference(
            List.of("distance", "prediction-entropy"),
            new int[] {1},
            new double[][] {{0, 0}},
            new double[][] {{0.1, 0.1}},
            new double[] {0.1, 0.1});
    static final float[] AT_HOME = {1, 0, 0};
    static final float[] AT_HOME_IN_ONE = {0, 1, 0};
    /** Fits no class. */
    static final float[] ASTRAY = {3, 3, 3};
    /** Is added to the features of the predicted class. */
    static final float[] OFF = {0.3f, 0.3f, 0.3f};

    final Guard guard = new Guard(new GuardSettings(true, 0.02, 1e4, 1), REFERENCE, MODEL);
    double[] kept = new double[0];
    long step;
    double entropy = 1;
    float adaptedVariation = 0.1f;

    Verdict until(Action action) {
        for (int i = 0; i < 20; i++) {
            Verdict verdict = judge(1, 1, ASTRAY);
            if (verdict.action() == action) {
                return verdict;
            }
        }
        throw new AssertionError("no " + action + " in 20 batches");
    }

    Verdict judge(int adaptedClass, double distance, float[] features) {
        return judge(result(adaptedClass, distance, features, 0));
    }

    Verdict judge(BatchResult result) {
        Verdict verdict = guard.judge(kept, result);
        kept = verdict.state();
        return verdict;
    }

    BatchResult result(int adaptedClass, double distance, float[] features, double parameterDistance) {
        return result(adaptedClass, distance, features, parameterDistance, WINDOWS, 0.1f);
    }

    /** A known batch in which the adapted model contradicts the source on some windows. */
    BatchResult partlyWrong(int windows) {
        return result(1, 1, OFF, 0, windows, 0.1f);
    }

    BatchResult result(
            int adaptedClass,
            double distance,
            float[] features,
            double parameterDistance,
            int ofThatClass,
            float variation) {
        step++;
        float[][] adapted = new float[WINDOWS][];
        float[][] source = new float[WINDOWS][];
        float[][] adaptedFeatures = new float[WINDOWS][];
        float[][] sourceFeatures = new float[WINDOWS][];
        for (int n = 0; n < WINDOWS; n++) {
            adapted[n] = new float[3];
            adapted[n][n < ofThatClass ? adaptedClass : 0] = 1;
            source[n] = new float[] {0.9f, 0.05f, 0.05f};
            adaptedFeatures[n] = features.clone();
            adaptedFeatures[n][n < ofThatClass ? adaptedClass : 0] += features == OFF ? 1 : 0;
            adaptedFeatures[n][2] += (n % 2 - 0.5f) * adaptedVariation;
            sourceFeatures[n] = new float[] {1, n % 2 * variation, 0};
        }
        StreamState state = new StreamState("id", "tent", 0, step, step, List.of(), new double[0], kept, 0);
        return new BatchResult(
                state,
                adapted,
                source,
                new int[WINDOWS],
                sourceFeatures,
                adaptedFeatures,
                new double[] {distance, entropy},
                0.1,
                0.1,
                parameterDistance,
                Optional.empty());
    }
}
