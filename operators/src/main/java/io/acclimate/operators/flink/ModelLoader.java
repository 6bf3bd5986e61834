// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.adapt.SourceView;
import io.acclimate.operators.model.Devices;
import io.acclimate.operators.model.HostTensor;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.model.ModelPackage;
import io.acclimate.operators.model.SourceKnowledge;
import io.acclimate.operators.shift.ShiftReference;

import java.io.IOException;
import java.nio.file.Path;

/** Loads the model of a task slot. */
final class ModelLoader {

    private ModelLoader() {}

    static LoadedModel load(ModelSettings settings) throws IOException {
        ModelPackage source = ModelPackage.load(Path.of(settings.path()));
        if (!source.id().equals(settings.id())) {
            throw new IOException("the model package at %s has the id %s, but the job was started with %s; put the old "
                            .formatted(settings.path(), source.id(), settings.id())
                    + "package back, or start the job again with the new one");
        }
        Devices.threads(settings.threads());
        return LoadedModel.on(Devices.of(settings.device()), source);
    }

    static ShiftReference shiftReference(LoadedModel model) {
        SourceKnowledge knowledge = model.source().knowledge();
        float[] sizes = knowledge.get(SourceKnowledge.SHIFT_SIZES).floats();
        int[] batchSizes = new int[sizes.length];
        for (int i = 0; i < sizes.length; i++) {
            batchSizes[i] = (int) sizes[i];
        }
        return new ShiftReference(
                SourceView.STATISTICS,
                batchSizes,
                rows(knowledge.get(SourceKnowledge.SHIFT_MEAN)),
                rows(knowledge.get(SourceKnowledge.SHIFT_DEVIATION)),
                knowledge.get(SourceKnowledge.SHIFT_BETWEEN).doubles());
    }

    private static double[][] rows(HostTensor tensor) {
        double[] flat = tensor.doubles();
        int width = (int) tensor.shape()[1];
        double[][] rows = new double[(int) tensor.shape()[0]][width];
        for (int i = 0; i < flat.length; i++) {
            rows[i / width][i % width] = flat[i];
        }
        return rows;
    }
}
