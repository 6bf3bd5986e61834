// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

/** The power function on 0..1, by a table, since it is wanted of every value of a batch. Exact to 1e-6 for exponents of 0.5 to 2. */
final class GammaCurve {

    private static final int INTERVALS = 4096;
    /** Below it the curve may be too steep for straight lines between the table's entries. */
    private static final float STEEP = 1f / 32;

    private static final float SMALLEST = 1e-8f;

    private final double exponent;
    private final float[] table = new float[INTERVALS + 1];

    GammaCurve(double exponent) {
        this.exponent = exponent;
        for (int i = 0; i <= INTERVALS; i++) {
            table[i] = (float) Math.pow((double) i / INTERVALS, exponent);
        }
    }

    double exponent() {
        return exponent;
    }

    /** {@code value} to the power of the exponent; values are taken for 1e-8 to 1. */
    float of(float value) {
        if (value < STEEP) {
            return (float) Math.pow(Math.max(SMALLEST, value), exponent);
        }
        float place = Math.min(1, value) * INTERVALS;
        int left = Math.min(INTERVALS - 1, (int) place);
        return table[left] + (place - left) * (table[left + 1] - table[left]);
    }
}
