// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Distance of what a stream has made of the source's weights from those, over their norm. */
interface ParameterDistance {

    /**
     * The distance, 0 at the source.
     *
     * @param student values of the vector {@link AdaptationMethod#STUDENT}
     */
    double of(float[] student);

    /** The same for the vector's bytes in a stream's state. */
    default double of(byte[] student) {
        float[] values = new float[student.length / Float.BYTES];
        ByteBuffer.wrap(student).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return of(values);
    }

    /** For vectors of weights themselves; what lies behind those of {@code source} does not count. */
    static ParameterDistance from(float[] source) {
        return student -> {
            double squared = 0;
            double norm = 0;
            for (int i = 0; i < source.length; i++) {
                double difference = student[i] - source[i];
                squared += difference * difference;
                norm += (double) source[i] * source[i];
            }
            return Math.sqrt(squared / norm);
        };
    }
}
