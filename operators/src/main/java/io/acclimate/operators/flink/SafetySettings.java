// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.guard.GuardSettings;

import java.io.Serializable;

/**
 * What bounds and undoes adaptation.
 *
 * @param guard what may happen without being stopped
 * @param snapshots what there is to go back to
 */
public record SafetySettings(GuardSettings guard, SnapshotSettings snapshots) implements Serializable {}
