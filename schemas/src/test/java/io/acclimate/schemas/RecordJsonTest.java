// SPDX-License-Identifier: Apache-2.0
package io.acclimate.schemas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class RecordJsonTest {

    private final SchemaStore store = SchemaStore.builtIn();

    @ParameterizedTest
    @MethodSource("io.acclimate.schemas.Samples#all")
    void everyRecordIsOneLineOfJsonWithAllItsFields(SpecificRecord record) throws Exception {
        String line = RecordJson.toJson(Samples.codec(record, store).encode(record), store);

        assertThat(line).doesNotContain("\n");
        assertThat(new ObjectMapper().readTree(line).fieldNames())
                .toIterable()
                .containsExactlyElementsOf(record.getSchema().getFields().stream()
                        .map(field -> field.name())
                        .toList());
    }

    @Test
    void numbersThatJsonLacksAreStrings() throws Exception {
        JsonNode values = json(Samples.SENSOR_PACKET).get("values");

        assertThat(values.get(1).floatValue()).isEqualTo(-9.81f);
        assertThat(values.get(3).textValue()).isEqualTo("NaN");
        assertThat(values.get(4).textValue()).isEqualTo("-Infinity");
    }

    @Test
    void unionsAreShownAsTheValueAndBytesAsBase64() throws Exception {
        DeadLetter letter =
                DeadLetter.newBuilder(Samples.DEAD_LETTER).setStreamId(null).build();
        JsonNode json = json(letter);

        assertThat(json.get("schemaFingerprint").textValue()).isEqualTo("0123456789abcdef");
        assertThat(json.get("streamId").isNull()).isTrue();
        assertThat(json.get("value").binaryValue())
                .isEqualTo(Samples.DEAD_LETTER.getValue().array());
    }

    @Test
    void textOfAnyKindSurvives() throws Exception {
        String name = "quote \" backslash \\ newline \n control \u0001 line separator \u2028 emoji \uD83D\uDE00";
        SensorPacket packet =
                SensorPacket.newBuilder(Samples.SENSOR_PACKET).setStreamId(name).build();

        assertThat(json(packet).get("streamId").textValue()).isEqualTo(name);
    }

    private JsonNode json(SpecificRecord record) throws Exception {
        return new ObjectMapper()
                .readTree(RecordJson.toJson(Samples.codec(record, store).encode(record), store));
    }
}
