// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.labels;

import io.acclimate.operators.sensors.BadPacketException;
import io.acclimate.schemas.DelayedLabel;
import io.acclimate.schemas.RecordCodec;
import io.acclimate.schemas.SchemaStore;
import io.acclimate.state.RawRecord;
import io.acclimate.state.WindowLabel;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LabelDecoderTest {

    private final LabelDecoder decoder = new LabelDecoder(SchemaStore.builtIn(), 4, 10);

    private static RawRecord record(byte[] value) {
        return new RawRecord("acclimate.labels", 0, 1, 2, new byte[0], value);
    }

    private static RawRecord label(String streamId, int label) {
        return record(RecordCodec.of(DelayedLabel.class, SchemaStore.builtIn())
                .encode(new DelayedLabel(streamId, 99L, label, 5L)));
    }

    @Test
    void aGoodLabelIsDecoded() throws Exception {
        assertThat(decoder.decode(label("press", 3))).isEqualTo(new WindowLabel("press", 99, 3));
    }

    @ParameterizedTest
    @CsvSource({
        "'', 0, BAD_STREAM_ID",
        "a-stream-id, 0, BAD_STREAM_ID",
        "press, 4, WRONG_CLASS",
        "press, -1, WRONG_CLASS"
    })
    void aBadOneIsRefusedByItsErrorClass(String streamId, int label, String errorClass) {
        assertThatThrownBy(() -> decoder.decode(label(streamId, label)))
                .isInstanceOfSatisfying(BadPacketException.class, e -> assertThat(e.errorClass())
                        .isEqualTo(errorClass));
    }

    @Test
    void whatIsNoLabelIsRefused() {
        assertThatThrownBy(() -> decoder.decode(record(new byte[] {1, 2, 3})))
                .isInstanceOfSatisfying(BadPacketException.class, e -> assertThat(e.errorClass())
                        .isEqualTo("NOT_SINGLE_OBJECT"));
    }
}
