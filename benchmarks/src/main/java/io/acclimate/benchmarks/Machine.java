// SPDX-License-Identifier: Apache-2.0
package io.acclimate.benchmarks;

import ai.djl.engine.Engine;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.apache.kafka.common.utils.AppInfoParser;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What a figure depends on besides the code. */
final class Machine {

    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
    private static final List<String> MALLOC_SETTINGS =
            List.of("MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_", "MALLOC_TOP_PAD_");

    private Machine() {}

    /** JVM, processor and versions. */
    static Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("JVM", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        facts.put("CPU", "%s, %d cores".formatted(cpu(), Runtime.getRuntime().availableProcessors()));
        facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        facts.put("Flink", EnvironmentInformation.getVersion());
        facts.put("Kafka", AppInfoParser.getVersion());
        facts.put(
                "PyTorch",
                "%s through DJL %s".formatted(Engine.getEngine("PyTorch").getVersion(), Engine.getDjlVersion()));
        return facts;
    }

    private static String cpu() {
        try (Stream<String> lines = Files.lines(CPU_INFO)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).trim())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }

    /** A sentence if glibc is left to give large tensors back to the kernel after each use, which costs far more than the pass. */
    static Optional<String> mallocWarning() {
        List<String> unset = MALLOC_SETTINGS.stream()
                .filter(name -> System.getenv(name) == null)
                .toList();
        return unset.isEmpty()
                ? Optional.empty()
                : Optional.of("warning: %s not set, so that every large tensor is mapped and faulted in anew and large "
                                .formatted(String.join(", ", unset))
                        + "passes are many times slower; start with benchmarks/run");
    }
}
