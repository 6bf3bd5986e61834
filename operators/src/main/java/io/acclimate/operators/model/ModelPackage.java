// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A model package: a directory with the weights ({@code model.safetensors}), their description ({@code model.json}) and
 * what adaptation must know of the source data ({@code source.safetensors}). It is identified by the SHA-256 of its
 * content, which stands on every prediction, alert and state entry.
 *
 * @param id 64 hexadecimal digits
 * @param spec the description
 * @param weights tensors by PyTorch name
 * @param knowledge what is known of the source data
 */
public record ModelPackage(String id, ModelSpec spec, Map<String, HostTensor> weights, SourceKnowledge knowledge) {

    private static final String DESCRIPTION = "model.json";
    private static final String WEIGHTS = "model.safetensors";
    private static final String KNOWLEDGE = "source.safetensors";
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Reads a package.
     *
     * @throws IOException if it is not one; the message says what is wrong and what to do
     */
    public static ModelPackage load(Path directory) throws IOException {
        for (String file : List.of(DESCRIPTION, WEIGHTS, KNOWLEDGE)) {
            if (!Files.isRegularFile(directory.resolve(file))) {
                throw new IOException("%s is not a model package: %s is missing; make one with './acclimate train'"
                        .formatted(directory, file));
            }
        }
        ModelSpec spec = readSpec(directory.resolve(DESCRIPTION));
        Map<String, HostTensor> weights = Safetensors.read(directory.resolve(WEIGHTS));
        check(directory, spec, weights);
        SourceKnowledge knowledge = new SourceKnowledge(Safetensors.read(directory.resolve(KNOWLEDGE)));
        return new ModelPackage(id(directory), spec, weights, knowledge);
    }

    private static ModelSpec readSpec(Path file) throws IOException {
        ModelSpec spec;
        try {
            spec = JSON.readValue(Files.readAllBytes(file), ModelSpec.class);
        } catch (JsonProcessingException e) {
            throw new IOException("%s is not a model description: %s".formatted(file, e.getOriginalMessage()), e);
        }
        if (spec == null) {
            throw new IOException(file + " is not a model description: it is null");
        }
        if (spec.formatVersion() < ModelSpec.OLDEST_FORMAT_VERSION || spec.formatVersion() > ModelSpec.FORMAT_VERSION) {
            throw new IOException("%s has format version %d; this build reads versions %d to %d"
                    .formatted(file, spec.formatVersion(), ModelSpec.OLDEST_FORMAT_VERSION, ModelSpec.FORMAT_VERSION));
        }
        if (spec.events() != null && spec.formatVersion() == ModelSpec.OLDEST_FORMAT_VERSION) {
            throw new IOException("%s has format version %d, which knows no 'events'; make the package again"
                    .formatted(file, spec.formatVersion()));
        }
        if (spec.architecture() == null
                || !positive(spec.widths())
                || (spec.branches() != null && !positive(spec.branches()))
                || !positive(spec.inputShape())
                || spec.inputShape().isEmpty()
                || spec.classes() == null
                || spec.classes().isEmpty()) {
            throw new IOException(
                    "%s is not complete: it must name architecture, widths, inputShape and classes".formatted(file));
        }
        return spec;
    }

    private static boolean positive(List<Integer> numbers) {
        return numbers != null && numbers.stream().allMatch(number -> number != null && number > 0);
    }

    /**
     * Checks that {@code weights} are what the architecture of {@code spec} needs.
     *
     * @param where they come from, for the message
     * @throws IOException if the architecture is unknown, or a tensor is missing or has another shape
     */
    public static void check(Path where, ModelSpec spec, Map<String, HostTensor> weights) throws IOException {
        Network network;
        try {
            network = Networks.of(spec);
        } catch (IllegalArgumentException e) {
            throw new IOException("%s: the description fits no network: %s".formatted(where, e.getMessage()), e);
        }
        for (ParameterSpec parameter : network.parameters()) {
            HostTensor tensor = weights.get(parameter.name());
            if (tensor == null || !Arrays.equals(tensor.shape(), parameter.shape())) {
                throw new IOException("%s: tensor %s is missing or has another shape than architecture '%s' needs"
                        .formatted(where, parameter.name(), spec.architecture()));
            }
        }
    }

    /**
     * Writes a package into {@code directory}, which is made if need be, and reads it back.
     *
     * @return the package with its id
     */
    public static ModelPackage save(
            Path directory, ModelSpec spec, Map<String, HostTensor> weights, SourceKnowledge knowledge)
            throws IOException {
        Files.createDirectories(directory);
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
        Files.writeString(directory.resolve(DESCRIPTION), JSON.writer(printer).writeValueAsString(spec) + "\n");
        Safetensors.write(directory.resolve(WEIGHTS), weights);
        Safetensors.write(directory.resolve(KNOWLEDGE), knowledge.tensors());
        return load(directory);
    }

    private static String id(Path directory) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String file : List.of(DESCRIPTION, WEIGHTS, KNOWLEDGE)) {
                byte[] content = Files.readAllBytes(directory.resolve(file));
                digest.update("%s %d\n".formatted(file, content.length).getBytes(StandardCharsets.UTF_8));
                digest.update(content);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
