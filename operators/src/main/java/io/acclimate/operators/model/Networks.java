// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.model;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The architectures that a model package may name. */
public final class Networks {

    private static final Map<String, Function<ModelSpec, Network>> ARCHITECTURES = new TreeMap<>(Map.of(
            "sensor-resnet",
                    spec -> ResidualNetwork.overTime(
                            spec.inputShape().get(0),
                            widths(spec),
                            spec.classes().size(),
                            NormKind.named(spec.norm())),
            "event-resnet",
                    spec -> ResidualNetwork.overImages(
                            channelsOfBranches(spec),
                            widths(spec),
                            spec.classes().size(),
                            NormKind.named(spec.norm())),
            "feature-mlp",
                    spec -> new FeatureMlp(
                            spec.inputShape().get(0),
                            widths(spec),
                            spec.classes().size(),
                            NormKind.named(spec.norm())),
            "cifar-resnet20", spec -> new CifarResNet20(byBatch(spec).classes().size())));

    private Networks() {}

    /**
     * The network that {@code spec} describes.
     *
     * @throws IllegalArgumentException if its architecture is unknown or lacks widths
     */
    public static Network of(ModelSpec spec) {
        Function<ModelSpec, Network> architecture = ARCHITECTURES.get(spec.architecture());
        if (architecture == null) {
            throw new IllegalArgumentException("the model's architecture is '%s'; this build knows %s"
                    .formatted(spec.architecture(), String.join(", ", ARCHITECTURES.keySet())));
        }
        return architecture.apply(spec);
    }

    private static ModelSpec byBatch(ModelSpec spec) {
        if (NormKind.named(spec.norm()) != NormKind.BATCH) {
            throw new IllegalArgumentException(
                    "architecture '%s' has batch norm only, not '%s'".formatted(spec.architecture(), spec.norm()));
        }
        return spec;
    }

    private static int channelsOfImage(ModelSpec spec) {
        if (spec.inputShape().size() != 3) {
            throw new IllegalArgumentException(
                    "architecture '%s' reads inputs of shape [channels, height, width], not %s"
                            .formatted(spec.architecture(), spec.inputShape()));
        }
        return spec.inputShape().get(0);
    }

    private static List<Integer> channelsOfBranches(ModelSpec spec) {
        int channels = channelsOfImage(spec);
        if (spec.branches() == null) {
            return List.of(channels);
        }
        int sum = spec.branches().stream().mapToInt(Integer::intValue).sum();
        if (spec.branches().size() < 2 || sum != channels) {
            throw new IllegalArgumentException(
                    "branches %s are not two or more that read the %d input channels between them"
                            .formatted(spec.branches(), channels));
        }
        return spec.branches();
    }

    private static int[] widths(ModelSpec spec) {
        if (spec.widths().isEmpty()) {
            throw new IllegalArgumentException("architecture '%s' needs widths".formatted(spec.architecture()));
        }
        return spec.widths().stream().mapToInt(Integer::intValue).toArray();
    }
}
