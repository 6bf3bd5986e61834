// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.model;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where each named parameter lies in a flat vector. All values that a stream adapts stand in one such vector, so that
 * many streams form one matrix [streams, length], and loading, stepping, averaging and storing them is one operation.
 */
public final class ParameterLayout {

    /**
     * One parameter.
     *
     * @param name PyTorch name
     * @param shape its own shape
     * @param offset first element in the flat vector
     * @param length number of elements
     */
    public record Entry(String name, long[] shape, int offset, int length) {}

    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final int length;

    private ParameterLayout(Collection<ParameterSpec> parameters) {
        int offset = 0;
        for (ParameterSpec parameter : parameters) {
            int size = (int) HostTensor.elements(parameter.shape());
            entries.put(parameter.name(), new Entry(parameter.name(), parameter.shape(), offset, size));
            offset += size;
        }
        length = offset;
    }

    /** The layout that puts {@code parameters} one after the other. */
    public static ParameterLayout of(Collection<ParameterSpec> parameters) {
        return new ParameterLayout(parameters);
    }

    /** This layout followed by {@code more} parameters. */
    public ParameterLayout and(Collection<ParameterSpec> more) {
        List<ParameterSpec> all = new ArrayList<>();
        entries.values().forEach(e -> all.add(new ParameterSpec(e.name, e.shape, ParameterSpec.Role.WEIGHT)));
        all.addAll(more);
        return new ParameterLayout(all);
    }

    /** This layout without the parameters of the layer {@code name}. */
    public ParameterLayout without(String name) {
        return new ParameterLayout(entries.values().stream()
                .filter(e -> !e.name.startsWith(name + "."))
                .map(e -> new ParameterSpec(e.name, e.shape, ParameterSpec.Role.WEIGHT))
                .toList());
    }

    /** Number of elements of the flat vector. */
    public int length() {
        return length;
    }

    /** The parameters in order. */
    public List<Entry> entries() {
        return List.copyOf(entries.values());
    }

    /** Whether both put the same parameters one after the other. */
    boolean sameAs(ParameterLayout other) {
        return length == other.length && List.copyOf(entries.keySet()).equals(List.copyOf(other.entries.keySet()));
    }

    /** Number of parameters. */
    public int count() {
        return entries.size();
    }

    /** The flat vector of the tensors with this layout's names. */
    public float[] flatten(Map<String, HostTensor> tensors) {
        float[] flat = new float[length];
        for (Entry entry : entries.values()) {
            HostTensor tensor = tensors.get(entry.name);
            if (tensor == null || tensor.size() != entry.length) {
                throw new IllegalArgumentException("parameter %s with %d elements is missing or of another size"
                        .formatted(entry.name, entry.length));
            }
            System.arraycopy(tensor.floats(), 0, flat, entry.offset, entry.length);
        }
        return flat;
    }

    /** The tensors that lie in {@code flat}, by name. */
    public Map<String, HostTensor> unflatten(float[] flat) {
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        for (Entry entry : entries.values()) {
            float[] values = new float[entry.length];
            FloatBuffer.wrap(flat).position(entry.offset).get(values);
            tensors.put(entry.name, HostTensor.of(values, entry.shape));
        }
        return tensors;
    }
}
