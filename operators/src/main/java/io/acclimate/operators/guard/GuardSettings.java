// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.guard;

import java.io.Serializable;

/**
 * What the guard lets pass.
 *
 * @param enabled whether it watches; if not, everything passes and nothing is measured
 * @param toleratedHarm expected accuracy that adaptation may cost on batches that the source model knows, 0..1
 * @param evidence wealth of the bet against the adapted model at which it is stopped; a model whose harm is just tolerated
 *     is stopped once in that many such windows at most, on average
 * @param maxDistance distance of the adapted parameters from the source's, over the norm of the source's, beyond which
 *     they are rolled back
 */
public record GuardSettings(boolean enabled, double toleratedHarm, double evidence, double maxDistance)
        implements Serializable {}
