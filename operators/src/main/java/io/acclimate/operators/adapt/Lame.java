// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.Network;
import io.acclimate.operators.model.SourceWeights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

import java.util.List;

/**
 * LAME (Boudiaf et al., CVPR 2022): parameters stay; the predictions of a batch are made to agree among neighbours in
 * feature space. Good where neighbours in time share a class, harmful where classes are mixed.
 *
 * @param network the network
 * @param weights the source weights
 * @param normalization statistics of normalization layers; paper: the source's
 */
public record Lame(Network network, SourceWeights weights, NormalizationPolicy normalization)
        implements AdaptationMethod {

    private static final float SMALLEST = 1e-30f;

    @Override
    public List<StateVector> state() {
        return normalization.state(STUDENT);
    }

    @Override
    public StepResult step(PassInput input, GroupState state) {
        NormalizationPolicy.Pass pass = normalization.begin(STUDENT, input, state);
        Network.Outputs outputs = network.forward(pass.view(weights, input), input.rows(), pass.first());
        pass.finish();
        double[] probabilities = doubles(outputs.logits().softmax(-1));
        double[] features = doubles(Losses.normalized(outputs.features()));
        float[] logits = new float[probabilities.length];
        for (int s = 0; s < input.streams(); s++) {
            double[][] unary = rows(input, s, probabilities, network.classes());
            for (double[] row : unary) {
                for (int c = 0; c < row.length; c++) {
                    row[c] = -Math.log(row[c] + LaplacianAdjustment.OFFSET);
                }
            }
            double[][] kernel = LaplacianAdjustment.kernel(rows(input, s, features, network.featureSize()));
            double[][] adjusted = LaplacianAdjustment.of(unary, kernel).assignments();
            for (int n = 0; n < adjusted.length; n++) {
                for (int c = 0; c < network.classes(); c++) {
                    int at = (n * input.streams() + s) * network.classes() + c;
                    logits[at] = (float) Math.log(Math.max(adjusted[n][c], SMALLEST));
                }
            }
        }
        Shape shape = new Shape((long) input.samples() * input.streams(), network.classes());
        return new StepResult(input.scratch().create(logits, shape), null, outputs.features());
    }

    private static double[] doubles(NDArray values) {
        float[] floats = values.toFloatArray();
        double[] doubles = new double[floats.length];
        for (int i = 0; i < doubles.length; i++) {
            doubles[i] = floats[i];
        }
        return doubles;
    }

    private static double[][] rows(PassInput input, int stream, double[] values, int size) {
        double[][] rows = new double[input.samples()][size];
        for (int n = 0; n < rows.length; n++) {
            System.arraycopy(values, (n * input.streams() + stream) * size, rows[n], 0, size);
        }
        return rows;
    }
}
