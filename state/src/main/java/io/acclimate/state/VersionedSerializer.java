// SPDX-License-Identifier: Apache-2.0
package io.acclimate.state;

import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Serializer of an immutable value whose bytes begin with one version byte.
 *
 * <p>A value type evolves by adding fields: raise {@link #version()}, write the new fields last, and let {@link
 * #read(int, DataInputView)} default them for older versions. Bytes of a version that is newer than this code are
 * refused by name, so that a job is never started on state that it would misread.
 *
 * @param <T> the value type; instances must not be changed after they were handed to state
 */
public abstract class VersionedSerializer<T> extends TypeSerializerSingleton<T> {

    private static final int ZERO = 0;
    private static final int FLOAT = 1;
    private static final int DOUBLE = 2;
    private static final int PER_BYTE = 4;

    private final Class<T> type;

    protected VersionedSerializer(Class<T> type) {
        this.type = type;
    }

    /** The version that {@link #write} produces, 1..127. */
    protected abstract int version();

    /** Writes every field of {@code value} in the layout of {@link #version()}. */
    protected abstract void write(T value, DataOutputView target) throws IOException;

    /** Reads a value laid out as {@code version}, which is between 1 and {@link #version()}. */
    protected abstract T read(int version, DataInputView source) throws IOException;

    /** The value type, for type information and error messages. */
    public final Class<T> type() {
        return type;
    }

    @Override
    public final void serialize(T value, DataOutputView target) throws IOException {
        target.writeByte(version());
        write(value, target);
    }

    @Override
    public final T deserialize(DataInputView source) throws IOException {
        int found = source.readUnsignedByte();
        if (found < 1 || found > version()) {
            throw new IOException("%s: state version %d is unknown to this build, which reads versions 1 to %d; "
                            .formatted(type.getSimpleName(), found, version())
                    + "start the job with the release that wrote this state, or a newer one");
        }
        return read(found, source);
    }

    @Override
    public final T deserialize(T reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public final void copy(DataInputView source, DataOutputView target) throws IOException {
        serialize(deserialize(source), target);
    }

    @Override
    public final T copy(T from) {
        return from;
    }

    @Override
    public final T copy(T from, T reuse) {
        return from;
    }

    @Override
    public final boolean isImmutableType() {
        return true;
    }

    @Override
    public final T createInstance() {
        return null;
    }

    @Override
    public final int getLength() {
        return -1;
    }

    /** Writes a length and the bytes. */
    protected static void writeBytes(byte[] bytes, DataOutputView target) throws IOException {
        target.writeInt(bytes.length);
        target.write(bytes);
    }

    /** Reads what {@link #writeBytes} wrote. */
    protected static byte[] readBytes(DataInputView source) throws IOException {
        byte[] bytes = new byte[source.readInt()];
        source.readFully(bytes);
        return bytes;
    }

    /** Writes a length and the tensors. */
    protected static void writeTensors(List<NamedTensor> tensors, DataOutputView target) throws IOException {
        target.writeInt(tensors.size());
        for (NamedTensor tensor : tensors) {
            target.writeUTF(tensor.name());
            target.writeInt(tensor.shape().length);
            for (int dimension : tensor.shape()) {
                target.writeInt(dimension);
            }
            writeBytes(tensor.bytes(), target);
        }
    }

    /** Reads what {@link #writeTensors} wrote. */
    protected static List<NamedTensor> readTensors(DataInputView source) throws IOException {
        int count = source.readInt();
        List<NamedTensor> tensors = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String name = source.readUTF();
            int[] shape = new int[source.readInt()];
            for (int j = 0; j < shape.length; j++) {
                shape[j] = source.readInt();
            }
            tensors.add(new NamedTensor(name, shape, readBytes(source)));
        }
        return List.copyOf(tensors);
    }

    /** Reads a length and the numbers. */
    protected static double[] readDoubles(DataInputView source) throws IOException {
        double[] values = new double[source.readInt()];
        for (int i = 0; i < values.length; i++) {
            values[i] = source.readDouble();
        }
        return values;
    }

    /**
     * Writes a length, two bits for each number, and its bytes: none of a zero, four of what a float holds exactly, eight of all
     * else. Of detectors most numbers are zeros.
     */
    protected static void writePacked(double[] values, DataOutputView target) throws IOException {
        target.writeInt(values.length);
        for (int i = 0; i < values.length; i += PER_BYTE) {
            int kinds = 0;
            for (int j = i; j < Math.min(i + PER_BYTE, values.length); j++) {
                kinds |= kind(values[j]) << 2 * (j - i);
            }
            target.writeByte(kinds);
        }
        for (double value : values) {
            switch (kind(value)) {
                case ZERO -> {}
                case FLOAT -> target.writeFloat((float) value);
                default -> target.writeDouble(value);
            }
        }
    }

    private static int kind(double value) {
        long bits = Double.doubleToRawLongBits(value);
        if (bits == 0) {
            return ZERO;
        }
        return Double.doubleToRawLongBits((float) value) == bits ? FLOAT : DOUBLE;
    }

    /** Reads what {@link #writePacked} wrote. */
    protected static double[] readPacked(DataInputView source) throws IOException {
        double[] values = new double[source.readInt()];
        byte[] kinds = new byte[(values.length + PER_BYTE - 1) / PER_BYTE];
        source.readFully(kinds);
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (kinds[i / PER_BYTE] >> 2 * (i % PER_BYTE) & 3) {
                case ZERO -> 0;
                case FLOAT -> source.readFloat();
                case DOUBLE -> source.readDouble();
                default -> throw new IOException("a number of no known kind; the state is damaged");
            };
        }
        return values;
    }

    /** Writes a length and the numbers. */
    protected static void writeFloats(float[] values, DataOutputView target) throws IOException {
        target.writeInt(values.length);
        for (float value : values) {
            target.writeFloat(value);
        }
    }

    /** Reads what {@link #writeFloats} wrote. */
    protected static float[] readFloats(DataInputView source) throws IOException {
        float[] values = new float[source.readInt()];
        for (int i = 0; i < values.length; i++) {
            values[i] = source.readFloat();
        }
        return values;
    }
}
