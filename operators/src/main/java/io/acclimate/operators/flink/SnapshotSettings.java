// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import java.io.Serializable;

/**
 * Which copies of its state a stream keeps.
 *
 * @param perStream snapshots per stream, at least 2; beyond it the oldest that is not pinned goes
 * @param interval adaptation steps between two snapshots of a healthy stream, at least 1
 */
public record SnapshotSettings(int perStream, int interval) implements Serializable {}
