// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.savepoint;

import io.acclimate.jobs.config.JobConfiguration;
import io.acclimate.jobs.config.ModelOptions;
import io.acclimate.operators.adapt.Reprojection;
import io.acclimate.operators.flink.OnModelChange;
import io.acclimate.operators.model.ModelPackage;
import io.acclimate.state.savepoint.Savepoint;

import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.fs.UnsupportedFileSystemSchemeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Checks, before a job is started, that it can go on from the savepoint that it is to start from. */
public final class StartingPoint {

    private static final Logger LOG = LoggerFactory.getLogger(StartingPoint.class);

    private StartingPoint() {}

    /**
     * Checks it; every subtask does so again for its own streams when it starts.
     *
     * @param flink with the savepoint's path, if there is one
     * @param model the job's package
     * @throws IOException if there is no savepoint of the main job at the path
     * @throws IllegalArgumentException if its streams were adapted from another model, and that is not provided for
     */
    public static void check(ReadableConfig flink, JobConfiguration configuration, ModelPackage model)
            throws IOException {
        Optional<String> path = flink.getOptional(StateRecoveryOptions.SAVEPOINT_PATH);
        if (path.isEmpty()) {
            return;
        }
        Optional<String> saved;
        try {
            saved = Savepoint.open(path.get()).modelId();
        } catch (UnsupportedFileSystemSchemeException e) {
            // Only the cluster knows this file system; its subtasks look for themselves.
            LOG.warn("{} is not looked at before the start: {}", path.get(), e.getMessage());
            return;
        }
        if (saved.isPresent() && !saved.get().equals(model.id())) {
            checkChange(saved.get(), configuration, model);
        }
    }

    private static void checkChange(String saved, JobConfiguration configuration, ModelPackage model)
            throws IOException {
        OnModelChange change = configuration.get(ModelOptions.ON_CHANGE);
        if (change == OnModelChange.REFUSE) {
            throw new IllegalArgumentException(OnModelChange.refusal(saved, model.id()));
        }
        Optional<String> oldPath = configuration.find(ModelOptions.OLD_PATH);
        if (oldPath.isPresent()) {
            ModelPackage old = ModelPackage.load(Path.of(oldPath.get()));
            if (!old.id().equals(saved)) {
                throw new IllegalArgumentException(
                        "the savepoint's streams were adapted from model %s, but model.old-path (--old-model) holds model %s"
                                .formatted(saved, old.id()));
            }
            if (change == OnModelChange.REPROJECT) {
                Reprojection.requireAlike(old.spec(), model.spec());
            }
        }
    }
}
