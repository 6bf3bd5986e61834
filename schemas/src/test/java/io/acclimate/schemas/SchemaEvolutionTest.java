// SPDX-License-Identifier: Apache-2.0
package io.acclimate.schemas;

import io.acclimate.schemas.UndecodableException.ErrorClass;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Writers of other versions, their schemas known only from a user's directory. */
class SchemaEvolutionTest {

    private static final String LABEL_HEAD = "{\"type\":\"record\",\"name\":\"DelayedLabel\",\"namespace\":"
            + "\"io.acclimate.schemas\",\"fields\":[{\"name\":\"streamId\",\"type\":\"string\"},"
            + "{\"name\":\"windowEndMicros\",\"type\":\"long\"},{\"name\":\"label\",\"type\":\"int\"}";

    @TempDir
    private Path directory;

    private GenericRecordBuilder writer;
    private Schema written;

    @Test
    void fieldThatAnOlderWriterLacksHasItsDefault() throws Exception {
        writeWith(LABEL_HEAD + "]}");
        writer.set("streamId", "s").set("windowEndMicros", 7L).set("label", 2);

        assertThat(decode(DelayedLabel.class)).isEqualTo(label(-1));
    }

    @Test
    void fieldThatANewerWriterAddsIsSkipped() throws Exception {
        writeWith(LABEL_HEAD + ",{\"name\":\"annotators\",\"type\":{\"type\":\"array\",\"items\":\"string\"}},"
                + "{\"name\":\"labelledMillis\",\"type\":\"long\"}]}");
        writer.set("streamId", "s").set("windowEndMicros", 7L).set("label", 2);
        writer.set("annotators", List.of("a", "b")).set("labelledMillis", 11L);

        assertThat(decode(DelayedLabel.class)).isEqualTo(label(11));
    }

    @Test
    void symbolThatANewerWriterAddsIsUnknown() throws Exception {
        Schema action = ControlCommand.getClassSchema().getField("action").schema();
        writeWith(ControlCommand.getClassSchema().toString().replace("\"FREEZE_ALL\"", "\"FREEZE_ALL\",\"CLONE\""));
        writer.set("commandId", "c").set("issuedMillis", 1L).set("scope", symbol("scope", "ALL"));
        writer.set("action", symbol("action", "CLONE"));

        assertThat(action.getEnumSymbols()).doesNotContain("CLONE");
        assertThat(decode(ControlCommand.class).getAction()).isEqualTo(ControlAction.UNKNOWN);
    }

    @Test
    void readingsWrittenAsIntegersAreReadAsFloats() throws Exception {
        writeWith(SensorPacket.getClassSchema().toString().replace("\"float\"", "\"int\""));
        writer.set("streamId", "s").set("timestampsMicros", Collections.nCopies(5000, 3L));
        writer.set("channels", 1).set("values", Collections.nCopies(5000, -7));

        assertThat(decode(SensorPacket.class).getValues()).isEqualTo(Collections.nCopies(5000, -7f));
    }

    @Test
    void evidenceWrittenAsIntegersIsReadAsDoubles() throws Exception {
        writeWith(ShiftAlert.getClassSchema().toString().replace("\"values\":\"double\"", "\"values\":\"int\""));
        writer.set("alertId", "a").set("streamId", "s").set("score", 1.0).set("threshold", 2.0);
        writer.set("onsetMicros", 1L).set("detectedMicros", 2L).set("evidence", Map.of("a", 1, "b", 2));

        assertThat(decode(ShiftAlert.class).getEvidence()).isEqualTo(Map.of("a", 1.0, "b", 2.0));
    }

    @Test
    void schemaWithoutARequiredFieldIsIncompatible() throws Exception {
        writeWith(LABEL_HEAD.replace(",{\"name\":\"label\",\"type\":\"int\"}", "") + "]}");
        writer.set("streamId", "s").set("windowEndMicros", 7L);

        UndecodableException error = catchThrowableOfType(UndecodableException.class, () -> decode(DelayedLabel.class));

        assertThat(error.errorClass()).isEqualTo(ErrorClass.INCOMPATIBLE_SCHEMA);
        assertThat(error).hasMessageContaining("label");
    }

    private static DelayedLabel label(long labelledMillis) {
        return DelayedLabel.newBuilder()
                .setStreamId("s")
                .setWindowEndMicros(7)
                .setLabel(2)
                .setLabelledMillis(labelledMillis)
                .build();
    }

    private void writeWith(String schema) throws IOException {
        Files.writeString(directory.resolve("written.avsc"), schema);
        written = new Schema.Parser().parse(schema);
        writer = new GenericRecordBuilder(written);
    }

    private GenericData.EnumSymbol symbol(String field, String symbol) {
        return new GenericData.EnumSymbol(written.getField(field).schema(), symbol);
    }

    private <T extends SpecificRecord> T decode(Class<T> type) throws Exception {
        byte[] bytes = new BinaryMessageEncoder<>(GenericData.get(), written)
                .encode(writer.build())
                .array();
        return RecordCodec.of(type, SchemaStore.builtIn().withDirectory(directory))
                .decode(bytes);
    }
}
