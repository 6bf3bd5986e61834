// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.model.Devices;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.model.ModelPackage;

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
}
