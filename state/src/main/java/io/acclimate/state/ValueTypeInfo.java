// SPDX-License-Identifier: Apache-2.0
package io.acclimate.state;

import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/**
 * Flink type information of a value type that has a {@link VersionedSerializer}; keeps generic (Kryo) types out of
 * the job.
 *
 * @param <T> the value type
 */
public final class ValueTypeInfo<T> extends TypeInformation<T> {

    private static final long serialVersionUID = 1L;

    private final VersionedSerializer<T> serializer;

    private ValueTypeInfo(VersionedSerializer<T> serializer) {
        this.serializer = serializer;
    }

    /** Type information of the values that {@code serializer} writes. */
    public static <T> ValueTypeInfo<T> of(VersionedSerializer<T> serializer) {
        return new ValueTypeInfo<>(serializer);
    }

    @Override
    public TypeSerializer<T> createSerializer(SerializerConfig config) {
        return serializer;
    }

    @Override
    public Class<T> getTypeClass() {
        return serializer.type();
    }

    @Override
    public boolean isBasicType() {
        return false;
    }

    @Override
    public boolean isTupleType() {
        return false;
    }

    @Override
    public int getArity() {
        return 1;
    }

    @Override
    public int getTotalFields() {
        return 1;
    }

    @Override
    public boolean isKeyType() {
        return false;
    }

    @Override
    public String toString() {
        return serializer.type().getSimpleName();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ValueTypeInfo<?> that && that.serializer.equals(serializer);
    }

    @Override
    public int hashCode() {
        return serializer.hashCode();
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof ValueTypeInfo;
    }
}
