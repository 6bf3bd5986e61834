// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

/** Recordings of real cameras decode to what is known of them; they skip themselves where the files are absent. */
class RealRecordingsTest {

    /** i64 time, i16 x, i16 y, u8 polarity and 3 bytes of padding after the header of the .npy file. */
    private static final int REFERENCE_EVENT_BYTES = 16;

    /** Counts and geometry as the README of the data states them; ranges as counted by an independent script. */
    @ParameterizedTest
    @CsvSource(textBlock = """
                    expelliarmus/evt2_sample.raw,     EVT2,         640x480,  539481, 0,      50000,  60,  599,  18, 475, 367855
                    faery/evt2.raw,                   EVT2,         640x480,  521252, 0,      95871,  0,   639,  0,  479, 185861
                    expelliarmus/evt3_sample.raw,     EVT3,         1280x720, 219596, 0,      8801,   0,   1279, 0,  719, 115532
                    event_stream/dvs.es,              EVENT_STREAM, 320x240,  473225, 0,      999000, 0,   319,  0,  239, 270001
                    loris/NCARS_obj_004397_td.dat,    DAT,          unknown,  4407,   0,      99937,  0,   53,   1,  60,  1671
                    tonic/sample_ncars.dat,           DAT,          unknown,  2009,   0,      99952,  0,   77,   0,  41,  1350
                    tonic/sample_nmnist.bin,          N_MNIST,      unknown,  4325,   0,      310521, 0,   33,   0,  33,  2145
                    tonic/sample.aedat4,              AEDAT4,       320x240,  111954, 59,     589917, 0,   319,  0,  239, 55023
                    """)
    void everyRecordingDecodesToItsKnownCountsAndRanges(
            String name,
            EventFormat format,
            String geometry,
            int count,
            long other,
            long micros,
            int leastX,
            int greatestX,
            int leastY,
            int greatestY,
            int on)
            throws IOException {
        EventBuffer events = new EventBuffer(count + 1000);
        try (EventReader reader = EventReader.open(Recordings.shared("ev_recordings/" + name))) {
            reader.read(events);
            assertThat(reader.format()).isEqualTo(format);
            assertThat(reader.geometry()).hasToString(geometry);
            assertThat(reader.report().otherEvents()).isEqualTo(other);
            assertThat(reader.report().firstFaults()).isEmpty();
        }
        assertThat(events.size()).isEqualTo(count);
        assertThat(events.times()[count - 1] - events.times()[0]).isEqualTo(micros);
        assertThat(new Ranges(events)).isEqualTo(new Ranges(leastX, greatestX, leastY, greatestY, on));
    }

    private record Ranges(int leastX, int greatestX, int leastY, int greatestY, int on) {
        Ranges(EventBuffer events) {
            this(
                    least(events.x(), events.size()),
                    greatest(events.x(), events.size()),
                    least(events.y(), events.size()),
                    greatest(events.y(), events.size()),
                    on(events));
        }

        private static int least(char[] values, int size) {
            return new String(values, 0, size).chars().min().orElseThrow();
        }

        private static int greatest(char[] values, int size) {
            return new String(values, 0, size).chars().max().orElseThrow();
        }

        private static int on(EventBuffer events) {
            int on = 0;
            for (int i = 0; i < events.size(); i++) {
                on += events.polarity()[i];
            }
            return on;
        }
    }

    @ParameterizedTest
    @CsvSource({"color.es, 473225", "generic.es, 70"})
    void recordingsOfOtherThanChangeEventsAreCounted(String name, long other) throws IOException {
        EventBuffer events = new EventBuffer(1000);
        try (EventReader reader = EventReader.open(Recordings.shared("ev_recordings/event_stream/" + name))) {
            assertThat(reader.read(events)).isFalse();
            assertThat(reader.report().otherEvents()).isEqualTo(other);
            assertThat(reader.report().firstFaults()).isEmpty();
        }
    }

    @Test
    void aHeaderWithoutDataHasNoEventsAndNoFaults() throws IOException {
        Path file = Recordings.shared("ev_recordings/tonic/sample_aedat_header.aedat");
        try (EventReader reader = EventReader.open(file)) {
            assertThat(reader.format()).isEqualTo(EventFormat.AEDAT2);
            assertThat(reader.read(new EventBuffer(100))).isFalse();
            assertThat(reader.report().faults()).isZero();
        }
    }

    /**
     * The reference adds 4096 microseconds whenever TIME_LOW is lower than the one before. That holds for a sensor that
     * sends no TIME_HIGH, but this one does: both the regular wraps and the small steps back of its counter are counted
     * a second time, so that the reference lasts 53.9 ms instead of 8.8 ms.
     */
    @Test
    void evt3EqualsTheReferenceButForItsSecondCountingOfTimeLow() throws IOException {
        Path recording = Recordings.shared("ev_recordings/expelliarmus/evt3_sample.raw");
        byte[] reference = Files.readAllBytes(Recordings.shared("ev_recordings/expelliarmus/evt3_sample.npy"));
        int data = reference.length - REFERENCE_EVENT_BYTES * 219_596;
        EventBuffer events = Recordings.read(recording);
        long[] decreases = decreasesOfTimeLowBeforeEachEvent(Files.readAllBytes(recording), events.size());

        assertThat(events.size()).isEqualTo(219_596);
        for (int i = 0; i < events.size(); i++) {
            int at = data + REFERENCE_EVENT_BYTES * i;
            long time = events.times()[i] + 4096 * decreases[i];
            boolean equal = time == LittleEndian.i64(reference, at)
                    && events.x()[i] == LittleEndian.u16(reference, at + 8)
                    && events.y()[i] == LittleEndian.u16(reference, at + 10)
                    && events.polarity()[i] == reference[at + 12];
            assertThat(equal).as("event " + i).isTrue();
        }
        assertThat(decreases[events.size() - 1]).isEqualTo(11);
    }

    private static long[] decreasesOfTimeLowBeforeEachEvent(byte[] recording, int events) {
        String text = new String(recording, 0, 4096, StandardCharsets.ISO_8859_1);
        int at = 0;
        while (text.startsWith("% ", at)) {
            at = text.indexOf('\n', at) + 1;
        }
        long[] decreases = new long[events];
        int event = 0;
        int low = 0;
        long count = 0;
        for (; at < recording.length; at += 2) {
            int word = recording[at] & 0xFF | (recording[at + 1] & 0xFF) << 8;
            int emitted =
                    switch (word >>> 12) {
                        case 2 -> 1;
                        case 4 -> Integer.bitCount(word & 0xFFF);
                        case 5 -> Integer.bitCount(word & 0xFF);
                        default -> 0;
                    };
            if (word >>> 12 == 6) {
                count += (word & 0xFFF) < low ? 1 : 0;
                low = word & 0xFFF;
            }
            for (int i = 0; i < emitted; i++) {
                decreases[event++] = count;
            }
        }
        return decreases;
    }

    @ParameterizedTest
    @CsvSource({
        "expelliarmus/evt2_sample.raw",
        "expelliarmus/evt3_sample.raw",
        "event_stream/dvs.es",
        "tonic/sample_ncars.dat",
        "tonic/sample_nmnist.bin",
        "tonic/sample.aedat4"
    })
    void chunksThatAreCutAnywhereDecodeAsTheWhole(String name) throws IOException {
        Path file = Recordings.shared("ev_recordings/" + name);
        byte[] bytes = Files.readAllBytes(file);
        EventFormat format = EventReader.detect(file);
        EventBuffer whole = Recordings.decode(format.newDecoder(), bytes);
        EventBuffer cut = Recordings.decodeInChunks(format.newDecoder(), bytes, 1000, new Random(7));
        assertThat(Recordings.equal(whole, cut)).isTrue();
    }

    @Test
    void theNMnistSubsetHasItsStatedNumberOfEvents() throws IOException {
        long train = 0;
        long test = 0;
        EventBuffer events = new EventBuffer(1 << 16);
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(Recordings.shared("nmnist_small/NMNISTsmall"), "*.bs2")) {
            for (Path file : files) {
                try (EventReader reader = EventReader.open(file)) {
                    reader.read(events);
                    assertThat(reader.report().faults()).isZero();
                }
                assertThat(events.size()).isBetween(1_069, 7_152);
                assertThat(Ranges.greatest(events.x(), events.size())).isLessThan(34);
                assertThat(Ranges.greatest(events.y(), events.size())).isLessThan(34);
                boolean isTest = Integer.parseInt(file.getFileName().toString().replace(".bs2", "")) > 60_000;
                train += isTest ? 0 : events.size();
                test += isTest ? events.size() : 0;
            }
        }
        assertThat(train).isEqualTo(4_133_231);
        assertThat(test).isEqualTo(385_596);
    }

    /** Counts and durations as the README of the data states them. */
    @ParameterizedTest
    @CsvSource({
        "DataSet2,                                5, 126, 351, 17, 21",
        "NeuromorphicObjectDataSet_100/aedatFiles, 7, 250, 518, 33, 36"
    })
    void dvs128RecordingsDecodeWithoutFaults(
            String folder, int count, int leastKiloEvents, int mostKiloEvents, int leastSeconds, int mostSeconds)
            throws IOException {
        EventBuffer events = new EventBuffer(1 << 20);
        int files = 0;
        try (DirectoryStream<Path> recordings =
                Files.newDirectoryStream(Recordings.shared("dvs128_objects/" + folder), "*.aedat")) {
            for (Path file : recordings) {
                try (EventReader reader = EventReader.open(file)) {
                    reader.read(events);
                    assertThat(reader.geometry()).isEqualTo(new Geometry(128, 128));
                    assertThat(reader.report().firstFaults())
                            .as(file.toString())
                            .isEmpty();
                }
                assertThat(Math.round(events.size() / 1e3)).isBetween((long) leastKiloEvents, (long) mostKiloEvents);
                double seconds = (events.times()[events.size() - 1] - events.times()[0]) / 1e6;
                assertThat(Math.round(seconds)).isBetween((long) leastSeconds, (long) mostSeconds);
                files++;
            }
        }
        assertThat(files).isEqualTo(count);
    }
}
