// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import java.io.Serializable;

/**
 * Which model a task slot loads, and where.
 *
 * @param path directory of the model package, readable on every TaskManager
 * @param id the package's id when the job was started; a package that has changed since is refused
 * @param device {@code auto}, {@code cpu}, {@code gpu} or {@code gpu:n}
 * @param threads libtorch threads per operation
 * @param onChange what becomes of restored streams of another package
 * @param oldPath directory of that package, readable on every TaskManager; empty unless it is known
 */
public record ModelSettings(String path, String id, String device, int threads, OnModelChange onChange, String oldPath)
        implements Serializable {

    /** Settings that refuse streams of another package. */
    public ModelSettings(String path, String id, String device, int threads) {
        this(path, id, device, threads, OnModelChange.REFUSE, "");
    }
}
