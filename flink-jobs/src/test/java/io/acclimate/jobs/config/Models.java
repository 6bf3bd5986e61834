// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.config;

import io.acclimate.operators.model.ModelSpec;

import java.util.List;
import java.util.Map;

/** Specifications of models for tests. */
final class Models {

    private Models() {}

    /** Windows of 128 readings of 6 channels at 50 Hz, every 64 readings. */
    static ModelSpec sensors() {
        return of(List.of(6, 128), new ModelSpec.Window(128, 64, 20_000));
    }

    /** Rows of 128 features. */
    static ModelSpec rows() {
        return of(List.of(128), new ModelSpec.Window(1, 1, 0));
    }

    static ModelSpec of(List<Integer> inputShape, ModelSpec.Window window) {
        return new ModelSpec(
                ModelSpec.FORMAT_VERSION,
                "classification",
                "any",
                List.of(),
                inputShape,
                List.of("a", "b"),
                window,
                Map.of());
    }
}
