// SPDX-License-Identifier: Apache-2.0
package io.acclimate.schemas;

import io.acclimate.schemas.UndecodableException.ErrorClass;

import com.sun.management.ThreadMXBean;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class HostileInputTest {

    /** Room for boxed values, list growth and the rendering as JSON. */
    private static final long BYTES_PER_INPUT_BYTE = 200;

    /** Room for what every call needs, whatever it reads. */
    private static final long FIXED_BYTES = 128 * 1024;

    private static final long LARGEST_ARRAY = Integer.MAX_VALUE - 8L;

    @TempDir
    private Path directory;

    private final SchemaStore store = SchemaStore.builtIn();
    private final RecordCodec<SensorPacket> packets = RecordCodec.of(SensorPacket.class, store);

    @Test
    void valueWithoutHeaderIsNotSingleObject() {
        assertThat(errorOf(null).errorClass()).isEqualTo(ErrorClass.NOT_SINGLE_OBJECT);
        assertThat(errorOf(new byte[9]).errorClass()).isEqualTo(ErrorClass.NOT_SINGLE_OBJECT);
        assertThat(errorOf("{\"streamId\": 1}".getBytes(StandardCharsets.UTF_8)).fingerprint())
                .isNull();
    }

    @Test
    void unknownFingerprintIsNamed() {
        byte[] bytes = packets.encode(Samples.SENSOR_PACKET);
        Arrays.fill(bytes, 2, 10, (byte) 0);
        bytes[2] = 0x1F;

        UndecodableException error = errorOf(bytes);

        assertThat(error.errorClass()).isEqualTo(ErrorClass.UNKNOWN_SCHEMA);
        assertThat(error.fingerprint()).isEqualTo("000000000000001f");
        assertThat(error).hasMessageContaining("000000000000001f");
    }

    @Test
    void recordOfAnotherTopicIsIncompatible() {
        UndecodableException error =
                errorOf(RecordCodec.of(DelayedLabel.class, store).encode(Samples.DELAYED_LABEL));

        assertThat(error.errorClass()).isEqualTo(ErrorClass.INCOMPATIBLE_SCHEMA);
        assertThat(error).hasMessageContaining("DelayedLabel cannot be read as io.acclimate.schemas.SensorPacket");
    }

    @Test
    void truncatedRecordIsMalformed() {
        byte[] bytes = packets.encode(Samples.SENSOR_PACKET);

        for (int length = SingleObject.HEADER_BYTES; length < bytes.length; length++) {
            assertThat(errorOf(Arrays.copyOf(bytes, length)).errorClass()).isEqualTo(ErrorClass.MALFORMED);
        }
    }

    @Test
    void bytesAfterTheRecordAreAnError() {
        byte[] bytes = packets.encode(Samples.SENSOR_PACKET);

        UndecodableException error = errorOf(Arrays.copyOf(bytes, bytes.length + 3));

        assertThat(error.errorClass()).isEqualTo(ErrorClass.TRAILING_BYTES);
        assertThat(error).hasMessage("3 bytes follow the record");
    }

    @Test
    void twentyBytesThatClaimTheLargestArrayCostNothing() throws Exception {
        byte[] bytes = body(SensorPacket.getClassSchema(), out -> {
            out.writeString("");
            out.writeLong(0);
            out.writeInt(1);
            out.writeLong(LARGEST_ARRAY);
            out.writeFixed(new byte[2]);
        });

        assertThat(bytes).hasSize(20);
        assertThat(allocatedBy(() -> errorOf(bytes))).isLessThan(FIXED_BYTES);
        assertThat(errorOf(bytes).errorClass()).isEqualTo(ErrorClass.MALFORMED);
    }

    @Test
    void bytesAndStringsThatClaimTheLargestLengthCostNothing() throws Exception {
        byte[] bytes = body(EventPacket.getClassSchema(), out -> {
            out.writeString("s");
            out.writeInt(1);
            out.writeInt(1);
            out.writeLong(0);
            out.writeInt(1);
            out.writeLong(LARGEST_ARRAY);
        });
        byte[] string = body(SensorPacket.getClassSchema(), out -> out.writeLong(LARGEST_ARRAY));
        RecordCodec<EventPacket> events = RecordCodec.of(EventPacket.class, store);

        assertThat(allocatedBy(() -> errorOf(events, bytes))).isLessThan(FIXED_BYTES);
        assertThat(allocatedBy(() -> errorOf(string))).isLessThan(FIXED_BYTES);
    }

    @Test
    void lyingLengthsOfAnotherVersionCostNothingEither() throws Exception {
        Schema written = new Schema.Parser()
                .parse(SensorPacket.getClassSchema().toString().replace("\"float\"", "\"int\""));
        Files.writeString(directory.resolve("integers.avsc"), written.toString());
        RecordCodec<SensorPacket> codec = RecordCodec.of(SensorPacket.class, store.withDirectory(directory));
        byte[] bytes = body(written, out -> {
            out.writeString("");
            out.writeLong(LARGEST_ARRAY);
        });

        assertThat(allocatedBy(() -> errorOf(codec, bytes))).isLessThan(FIXED_BYTES);
        assertThat(errorOf(codec, bytes).errorClass()).isEqualTo(ErrorClass.MALFORMED);
    }

    @Test
    void bodyNestedDeeperThanTheStackIsMalformed() throws Exception {
        Schema list = new Schema.Parser()
                .parse(
                        "{\"type\":\"record\",\"name\":\"L\",\"fields\":[{\"name\":\"next\",\"type\":[\"null\",\"L\"]}]}");
        Files.writeString(directory.resolve("list.avsc"), list.toString());
        byte[] bytes = body(list, out -> {
            byte[] deeper = new byte[1_000_000];
            Arrays.fill(deeper, (byte) 2);
            out.writeFixed(deeper);
        });

        assertThat(catchThrowableOfType(
                                UndecodableException.class,
                                () -> RecordJson.toJson(bytes, store.withDirectory(directory)))
                        .errorClass())
                .isEqualTo(ErrorClass.MALFORMED);
    }

    @Test
    void tenThousandMutatedRecordsDecodeOrAreRefused() {
        SplittableRandom random = new SplittableRandom(20260101);
        int refused = 0;
        for (int i = 0; i < 10_000; i++) {
            SpecificRecord sample = Samples.all().get(i % Samples.all().size());
            RecordCodec<SpecificRecord> codec = Samples.codec(sample, store);
            byte[] bytes = mutate(codec.encode(sample), random);

            boolean[] decoded = new boolean[1];
            assertThat(allocatedBy(() -> decoded[0] = decodes(codec, bytes)))
                    .isLessThan(FIXED_BYTES + BYTES_PER_INPUT_BYTE * bytes.length);
            refused += decoded[0] ? 0 : 1;
        }
        assertThat(refused).isBetween(5_000, 9_900);
    }

    /** Any other throwable fails the test. */
    private boolean decodes(RecordCodec<SpecificRecord> codec, byte[] bytes) {
        try {
            RecordJson.toJson(bytes, store);
            codec.decode(bytes);
            return true;
        } catch (UndecodableException e) {
            assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(1_000);
            return false;
        }
    }

    /** Mostly leaves the header alone, so that the body is reached. */
    private static byte[] mutate(byte[] bytes, SplittableRandom random) {
        int from = random.nextInt(10) == 0 ? 0 : SingleObject.HEADER_BYTES;
        switch (random.nextInt(4)) {
            case 0 -> {
                return Arrays.copyOf(bytes, random.nextInt(bytes.length + 20));
            }
            case 1 -> Arrays.fill(bytes, random.nextInt(from, bytes.length), bytes.length, (byte) random.nextInt());
            case 2 -> System.arraycopy(largestVarint(random), 0, bytes, random.nextInt(from, bytes.length - 5), 5);
            default -> {
                for (int flips = random.nextInt(1, 8); flips > 0; flips--) {
                    bytes[random.nextInt(from, bytes.length)] ^= (byte) (1 << random.nextInt(8));
                }
            }
        }
        return bytes;
    }

    /** A count of about 2^30, or of the other sign. */
    private static byte[] largestVarint(SplittableRandom random) {
        return new byte[] {(byte) (0xF0 + random.nextInt(16)), (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F};
    }

    private UndecodableException errorOf(byte[] value) {
        return errorOf(packets, value);
    }

    /** By hand, because AssertJ's own allocations would be counted. */
    private static UndecodableException errorOf(RecordCodec<?> codec, byte[] value) {
        try {
            throw new AssertionError("decoded: " + codec.decode(value));
        } catch (UndecodableException e) {
            return e;
        }
    }

    /** Bytes that the second of two runs allocates: the first one loads classes. */
    private static long allocatedBy(Runnable action) {
        action.run();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        action.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    private static byte[] body(Schema schema, Body body) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(SingleObject.header(schema));
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        body.write(encoder);
        encoder.flush();
        return out.toByteArray();
    }

    /** Writes the bytes after the header. */
    private interface Body {
        void write(BinaryEncoder out) throws IOException;
    }
}
