// SPDX-License-Identifier: Apache-2.0
package io.acclimate.state;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Snapshots of one state are told by its tensors. */
class NamedTensorTest {

    @Test
    void listsAreEqualOnlyWhereNamesShapesAndEveryBitAre() {
        List<NamedTensor> tensors = List.of(tensor("student", 2, 1, 2), tensor("teacher", 1, 3));

        assertThat(NamedTensor.equal(tensors, List.of(tensor("student", 2, 1, 2), tensor("teacher", 1, 3))))
                .isTrue();
        assertThat(NamedTensor.equal(tensors, List.of(tensor("student", 2, 1, 2))))
                .as("one is missing")
                .isFalse();
        assertThat(NamedTensor.equal(tensors, List.of(tensor("student", 2, 1, 2), tensor("other", 1, 3))))
                .as("another name")
                .isFalse();
        assertThat(NamedTensor.equal(tensors, List.of(tensor("student", 1, 1, 2), tensor("teacher", 1, 3))))
                .as("another shape")
                .isFalse();
        assertThat(NamedTensor.equal(tensors, List.of(tensor("student", 2, 1, 2), tensor("teacher", 1, 4))))
                .as("another value")
                .isFalse();
    }

    private static NamedTensor tensor(String name, int rows, int... values) {
        ByteBuffer data = ByteBuffer.allocate(values.length * Integer.BYTES);
        data.asIntBuffer().put(values);
        return new NamedTensor(name, new int[] {rows, values.length / rows}, data.array());
    }
}
