// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Steps the streams of a pass one after the other, for methods whose streams do not do the same thing at the same time.
 *
 * @param method a method that is given one stream at a time
 */
record StreamByStream(AdaptationMethod method) implements AdaptationMethod {

    @Override
    public List<StateVector> state() {
        return method.state();
    }

    @Override
    public int fewestSamples() {
        return method.fewestSamples();
    }

    @Override
    public StepResult step(PassInput input, GroupState state) {
        if (input.streams() == 1) {
            return method.step(input, state);
        }
        NDList logits = new NDList();
        NDList losses = new NDList();
        NDList features = new NDList();
        NDList[] vectors = state().stream().map(vector -> new NDList()).toArray(NDList[]::new);
        for (int s = 0; s < input.streams(); s++) {
            GroupState own = state.stream(s);
            StepResult result = method.step(only(input, s), own);
            logits.add(result.logits().expandDims(1));
            if (result.loss() != null) {
                losses.add(result.loss());
            }
            if (result.features() != null) {
                features.add(result.features().expandDims(1));
            }
            for (int v = 0; v < vectors.length; v++) {
                vectors[v].add(own.get(state().get(v).name()));
            }
        }
        for (int v = 0; v < vectors.length; v++) {
            state.put(state().get(v).name(), NDArrays.concat(vectors[v], 0));
        }
        return new StepResult(
                interleaved(logits),
                losses.isEmpty() ? null : NDArrays.concat(losses, 0),
                features.isEmpty() ? null : interleaved(features));
    }

    private static NDArray interleaved(NDList perStream) {
        NDArray rows = NDArrays.concat(perStream, 1);
        return rows.reshape(-1, rows.getShape().get(2));
    }

    private static PassInput only(PassInput input, int stream) {
        int samples = input.samples();
        Shape shape = input.rows().getShape();
        NDArray rows = input.rows()
                .reshape(new Shape(samples, input.streams()).addAll(shape.slice(1)))
                .get(new NDIndex().addAllDim().addIndices(stream));
        int length = input.host().remaining() / (samples * input.streams());
        FloatBuffer host = ByteBuffer.allocateDirect(samples * length * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        for (int n = 0; n < samples; n++) {
            host.put(n * length, input.host(), (n * input.streams() + stream) * length, length);
        }
        List<byte[]> windows = IntStream.range(0, input.windows().isEmpty() ? 0 : samples)
                .mapToObj(n -> input.windows().get(n * input.streams() + stream))
                .toList();
        return new PassInput(rows, host, 1, samples, input.scratch(), windows, input.buffers());
    }
}
