// SPDX-License-Identifier: Apache-2.0
package io.acclimate.schemas;

import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.ClassSecurityValidator;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** Avro's system property is read once per JVM, so that its absence needs a JVM of its own. */
class TrustedClassesTest {

    @Test
    void codecWorksWithoutAvrosSystemProperty() throws Exception {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        TrustedClassesTest.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(jvm.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(output).contains("decoded " + Samples.all().size()).doesNotContain("Exception");
    }

    @Test
    void classesOfNobodyElseAreTrusted() {
        RecordCodec.of(DelayedLabel.class, SchemaStore.builtIn());

        assertThat(ClassSecurityValidator.getGlobal().isTrusted(ProcessBuilder.class))
                .isFalse();
    }

    /** What the other JVM runs. */
    public static void main(String[] arguments) throws Exception {
        SchemaStore store = SchemaStore.builtIn();
        RecordCodec.of(ShiftAlert.class, store);
        ShiftAlert.newBuilder(Samples.SHIFT_ALERT).clearKind().build();
        int decoded = 0;
        for (SpecificRecord record : Samples.all()) {
            RecordCodec<SpecificRecord> codec = Samples.codec(record, store);
            decoded += codec.decode(codec.encode(record)).equals(record) ? 1 : 0;
        }
        System.out.println("decoded " + decoded);
    }
}
