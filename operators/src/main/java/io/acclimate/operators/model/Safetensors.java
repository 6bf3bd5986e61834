// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads and writes the safetensors format: an 8-byte little-endian header length, a JSON header that names every
 * tensor with its type, shape and byte range, and the raw data. Files written here depend on the tensors and their
 * order only, so the same tensors always give the same bytes.
 */
public final class Safetensors {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ALIGNMENT = 8;
    private static final long LARGEST_HEADER = 100L << 20;

    private Safetensors() {}

    /**
     * Reads all tensors of a file, in the order of its header.
     *
     * @throws IOException if the file is missing or is not a valid safetensors file; the message names the file
     */
    public static Map<String, HostTensor> read(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        try {
            return parse(content);
        } catch (RuntimeException | JsonProcessingException e) {
            throw new IOException("%s is not a valid safetensors file: %s".formatted(file, e.getMessage()), e);
        }
    }

    private static Map<String, HostTensor> parse(byte[] content) throws IOException {
        long headerLength = content.length < Long.BYTES
                ? 0
                : ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (headerLength < 2 || headerLength > Math.min(LARGEST_HEADER, content.length - Long.BYTES)) {
            throw new IllegalArgumentException("header length " + headerLength);
        }
        JsonNode header = JSON.readTree(content, Long.BYTES, (int) headerLength);
        if (header == null || !header.isObject()) {
            throw new IllegalArgumentException("the header is no JSON object");
        }
        int dataStart = Long.BYTES + (int) headerLength;
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : header.properties()) {
            if (!field.getKey().equals("__metadata__")) {
                tensors.put(field.getKey(), tensor(field.getValue(), content, dataStart));
            }
        }
        return tensors;
    }

    private static HostTensor tensor(JsonNode entry, byte[] content, int dataStart) {
        HostTensor.Type type = HostTensor.Type.valueOf(entry.required("dtype").asText());
        long[] shape = numbers(entry.required("shape"));
        long[] offsets = numbers(entry.required("data_offsets"));
        if (offsets.length != 2
                || offsets[0] < 0
                || offsets[1] < offsets[0]
                || offsets[1] > content.length - dataStart) {
            throw new IllegalArgumentException("a tensor's data lies outside the file");
        }
        int from = dataStart + (int) offsets[0];
        int to = dataStart + (int) offsets[1];
        return new HostTensor(type, shape, Arrays.copyOfRange(content, from, to));
    }

    private static long[] numbers(JsonNode array) {
        long[] numbers = new long[array.size()];
        for (int i = 0; i < numbers.length; i++) {
            if (!array.get(i).isIntegralNumber() || !array.get(i).canConvertToLong()) {
                throw new IllegalArgumentException("%s is no whole number".formatted(array.get(i)));
            }
            numbers[i] = array.get(i).asLong();
        }
        return numbers;
    }

    /** Writes {@code tensors} in their iteration order. */
    public static void write(Path file, Map<String, HostTensor> tensors) throws IOException {
        byte[] header = header(tensors);
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(header.length)
                    .array());
            out.write(header);
            for (HostTensor tensor : tensors.values()) {
                out.write(tensor.bytes());
            }
        }
    }

    private static byte[] header(Map<String, HostTensor> tensors) {
        ObjectNode root = JSON.createObjectNode();
        long offset = 0;
        for (Map.Entry<String, HostTensor> entry : tensors.entrySet()) {
            HostTensor tensor = entry.getValue();
            ObjectNode node = root.putObject(entry.getKey());
            node.put("dtype", tensor.type().name());
            node.set("shape", JSON.valueToTree(tensor.shape()));
            node.putArray("data_offsets").add(offset).add(offset + tensor.bytes().length);
            offset += tensor.bytes().length;
        }
        StringBuilder text = new StringBuilder(root.toString());
        while (text.toString().getBytes(StandardCharsets.UTF_8).length % ALIGNMENT != 0) {
            text.append(' ');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
