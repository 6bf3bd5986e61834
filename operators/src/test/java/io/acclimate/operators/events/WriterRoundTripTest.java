// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class WriterRoundTripTest {

    private static final Geometry SENSOR = new Geometry(640, 480);

    static byte[] write(EventFormat format, EventBuffer events, Geometry geometry) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (EventWriter writer = EventWriters.open(format, bytes, geometry)) {
            writer.write(events);
        }
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({
        "DAT, 50",
        "EVT2, 50",
        "EVT3, 50",
        "AEDAT4, 50",
        "EVT2, 100000",
        "EVT3, 100000",
        "DAT, 1000000",
        "TEXT, 50"
    })
    void whatIsWrittenIsReadBackEventByEvent(EventFormat format, int longestGap) throws IOException {
        EventBuffer events = Recordings.generated(1, 20_000, SENSOR, 12_345, longestGap);
        byte[] bytes = write(format, events, SENSOR);
        assertThat(EventFormat.detect(bytes, bytes.length, "any.csv")).contains(format);
        EventDecoder decoder = format.newDecoder();
        EventBuffer read = Recordings.decodeInChunks(decoder, bytes, 50, new Random(2));
        assertThat(Recordings.equal(events, read)).isTrue();
        assertThat(decoder.geometry()).isEqualTo(SENSOR);
        assertThat(decoder.report().faults()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Aedat4Compression.class)
    void aedat4IsReadBackFromEveryCompression(Aedat4Compression compression) throws IOException {
        EventBuffer events = Recordings.generated(2, 20_000, SENSOR, 1_605_537_493_718_345L, 100);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (EventWriter writer = EventWriters.aedat4(bytes, SENSOR, compression)) {
            writer.write(events);
        }
        EventDecoder decoder = EventFormat.AEDAT4.newDecoder();
        EventBuffer read = Recordings.decodeInChunks(decoder, bytes.toByteArray(), 5000, new Random(3));
        assertThat(Recordings.equal(events, read)).isTrue();
        assertThat(decoder.report().faults()).isZero();
    }

    @Test
    void evt3WritesRunsOfAColumnAsVectors() throws IOException {
        EventBuffer row = new EventBuffer(64);
        for (int x = 100; x < 132; x++) {
            row.add(7, x, 3, true);
        }
        int header = write(EventFormat.EVT3, new EventBuffer(64), SENSOR).length;
        byte[] bytes = write(EventFormat.EVT3, row, SENSOR);
        assertThat(bytes.length - header).isEqualTo(2 * 7);
        assertThat(Recordings.equal(row, Recordings.decode(EventFormat.EVT3.newDecoder(), bytes)))
                .isTrue();
    }

    @Test
    void evt3KeepsTimeOverGapsOfManyWraps() throws IOException {
        EventBuffer events = new EventBuffer(64);
        events.add(5, 1, 1, true);
        events.add(5 + 10 * (1L << 24) + 99, 1, 1, true);
        events.add(5 + 3_600_000_000L, 1, 1, true);
        byte[] bytes = write(EventFormat.EVT3, events, SENSOR);
        assertThat(Recordings.equal(events, Recordings.decode(EventFormat.EVT3.newDecoder(), bytes)))
                .isTrue();
    }

    @Test
    void textHoldsTheLargestSensorAndTimes() throws IOException {
        EventBuffer events = new EventBuffer(64);
        events.add(0, 0, 65_535, false);
        events.add(Long.MAX_VALUE / 10, 65_535, 0, true);
        byte[] bytes = write(EventFormat.TEXT, events, new Geometry(65_536, 65_536));
        assertThat(new String(bytes, StandardCharsets.US_ASCII))
                .isEqualTo("# geometry 65536x65536\nt,x,y,p\n0,0,65535,0\n922337203685477580,65535,0,1\n");
        assertThat(Recordings.equal(events, Recordings.decode(EventFormat.TEXT.newDecoder(), bytes)))
                .isTrue();
    }

    @Test
    void whatAFormatCannotHoldIsRefusedWithASentence() {
        EventBuffer gap = new EventBuffer(64);
        gap.add(0, 1, 1, true);
        gap.add(1L << 32, 1, 1, true);
        assertThatThrownBy(() -> write(EventFormat.DAT, gap, SENSOR))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot hold a gap over 2147483647 us");
        assertThatThrownBy(() -> write(EventFormat.EVT2, gap, new Geometry(4096, 10)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1x1 to 2048x2048");
        assertThatThrownBy(() -> write(EventFormat.N_MNIST, gap, SENSOR))
                .hasMessageContaining("cannot be written; choose one of");
        EventBuffer outside = new EventBuffer(64);
        outside.add(0, 640, 1, true);
        assertThatThrownBy(() -> write(EventFormat.AEDAT4, outside, SENSOR)).hasMessageContaining("outside the sensor");
        EventBuffer back = new EventBuffer(64);
        back.add(5, 1, 1, true);
        back.add(4, 1, 1, true);
        assertThatThrownBy(() -> write(EventFormat.EVT3, back, SENSOR)).hasMessageContaining("earlier than the one");
    }
}
