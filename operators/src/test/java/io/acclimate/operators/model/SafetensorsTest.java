// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.model;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SafetensorsTest {

    @TempDir
    private Path directory;

    private static Map<String, HostTensor> tensors() {
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        tensors.put("zeta", HostTensor.of(new float[] {1, -2.5f, Float.MIN_VALUE, 4, 5, 6}, 2, 3));
        tensors.put("alpha", HostTensor.of(new long[] {Long.MIN_VALUE, 7}, 2));
        tensors.put("empty", HostTensor.of(new float[0], 0, 4));
        tensors.put("größe", HostTensor.of(new float[] {42}));
        tensors.put("bytes", new HostTensor(HostTensor.Type.U8, new long[] {3}, new byte[] {0, -1, 5}));
        return tensors;
    }

    private Path written(String name) throws IOException {
        Path file = directory.resolve(name);
        Safetensors.write(file, tensors());
        return file;
    }

    @Test
    void whatWasWrittenIsReadBackInTheSameOrder() throws IOException {
        Map<String, HostTensor> found = Safetensors.read(written("a"));

        assertThat(found.keySet()).containsExactlyElementsOf(tensors().keySet());
        assertThat(found).usingRecursiveComparison().isEqualTo(tensors());
    }

    @Test
    void theSameTensorsGiveTheSameBytes() throws IOException {
        assertThat(written("a")).hasSameBinaryContentAs(written("b"));
    }

    @Test
    void theDataBeginsAtAMultipleOfEightBytes() throws IOException {
        byte[] content = Files.readAllBytes(written("a"));

        assertThat(ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).getLong() % 8)
                .isZero();
    }

    @Test
    void aMissingFileIsNamed() {
        assertRefused(directory.resolve("nowhere.safetensors"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 40})
    void aFileThatEndsInItsHeaderIsRefusedByName(int length) throws IOException {
        Path file = written("short.safetensors");
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), length));

        assertRefused(file);
    }

    @Test
    void aFileThatEndsInItsDataIsRefusedByName() throws IOException {
        Path file = written("short.safetensors");
        byte[] content = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(content, content.length - 1));

        assertRefused(file);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 1, 1L << 20, 1L << 31, Long.MAX_VALUE, Long.MIN_VALUE})
    void anAbsurdHeaderLengthIsRefusedByName(long length) throws IOException {
        Path file = written("header.safetensors");
        byte[] content = Files.readAllBytes(file);
        ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
        Files.write(file, content);

        assertRefused(file);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[-4,0]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,4]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[2147483640,2147483644]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}",
                "{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]}}",
                "{\"a\":{\"shape\":[1],\"data_offsets\":[0,4]}}",
                "{\"a\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[0,4]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[9223372036854775807,3],\"data_offsets\":[0,4]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904],\"data_offsets\":[0,0]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1,-1],\"data_offsets\":[0,4]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,4]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4294967296,4294967300]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[18446744073709551616,18446744073709551620]}}",
                "{\"a\":7}",
                "[1,2]",
                "null",
                "{\"a\":",
                "not json"
            })
    void aHeaderThatDoesNotFitItsDataIsRefusedByName(String header) throws IOException {
        Path file = directory.resolve("offsets.safetensors");
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer content = ByteBuffer.allocate(Long.BYTES + text.length + 8).order(ByteOrder.LITTLE_ENDIAN);
        Files.write(file, content.putLong(text.length).put(text).array());

        assertRefused(file);
    }

    private static void assertRefused(Path file) {
        assertThatThrownBy(() -> Safetensors.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void aThousandMutatedFilesAreReadOrRefusedAndNothingElse() throws IOException {
        Path file = written("mutated.safetensors");
        byte[] intact = Files.readAllBytes(file);
        SplittableRandom random = new SplittableRandom(11);
        int refused = 0;
        for (int i = 0; i < 1000; i++) {
            Files.write(file, mutated(intact, random));
            try {
                Safetensors.read(file).values().forEach(HostTensor::doubles);
            } catch (IOException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(500, 999);
    }

    private static byte[] mutated(byte[] intact, SplittableRandom random) {
        byte[] content = intact.clone();
        for (int changes = random.nextInt(1, 5); changes > 0; changes--) {
            switch (random.nextInt(3)) {
                case 0 -> content[random.nextInt(content.length)] = (byte) random.nextInt();
                case 1 -> content[random.nextInt(content.length)] ^= (byte) (1 << random.nextInt(8));
                default -> content = Arrays.copyOf(content, random.nextInt(1, content.length + 16));
            }
        }
        return content;
    }
}
