// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.data;

import io.acclimate.jobs.data.GasDriftRecordings.Order;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class GasDriftRecordingsTest {

    private static final int ROWS = 10;

    @TempDir
    private Path folder;

    /** Ten rows a batch, half of them gas 1; feature 1 is 100 times the batch plus the row. */
    @BeforeEach
    void writeEveryBatch() throws IOException {
        for (int batch : new int[] {1, 2, 3, 4, 5, 6, 8, 9}) {
            String text = IntStream.range(0, ROWS)
                    .mapToObj(row -> row(row < ROWS / 2 ? 1 : 6, 100 * batch + row))
                    .collect(Collectors.joining("\n"));
            Files.writeString(folder.resolve("batch" + batch + ".dat"), text);
        }
    }

    private static String row(int gas, int first) {
        return gas + ";50.000000 1:" + first
                + IntStream.rangeClosed(2, 128).mapToObj(i -> " " + i + ":-0.5").collect(Collectors.joining());
    }

    private GasDriftRecordings source(Order order, long seed) {
        return new GasDriftRecordings(folder, order, seed);
    }

    @Test
    void liveBatchesFollowEachOtherOneRowASecond() {
        Recording live = source(Order.FILE, 1).live().get(0);
        assertThat(live.streamId()).isEqualTo("array-1");
        assertThat(live.readings()).isEqualTo(7 * ROWS);
        assertThat(live.timestampsMicros()[69]).isEqualTo(69_000_000);
        assertThat(IntStream.range(0, 70).mapToObj(i -> (int) live.value(i, 0)))
                .startsWith(200, 201)
                .endsWith(908, 909)
                .isSorted();
        assertThat(live.value(69, 127)).isEqualTo(-0.5f);
        assertThat(live.labels()).startsWith(0, 0, 0, 0, 0, 5, 5);
    }

    @Test
    void everyBatchStartsAnAgeingShift() {
        assertThat(source(Order.FILE, 1).live().get(0).shifts())
                .extracting(KnownShift::startMicros)
                .containsExactly(0L, 10_000_000L, 20_000_000L, 30_000_000L, 40_000_000L, 50_000_000L, 60_000_000L);
        assertThat(source(Order.FILE, 1).live().get(0).shiftKind()).isEqualTo(ShiftKind.SENSOR_AGEING);
    }

    @Test
    void knowsTheBatchOfALiveRow() {
        GasDriftRecordings source = source(Order.FILE, 1);
        assertThat(IntStream.of(0, 9, 10, 50, 59, 60, 69).map(source::batchOfRow))
                .containsExactly(2, 2, 3, 8, 8, 9, 9);
        assertThatIllegalArgumentException().isThrownBy(() -> source.batchOfRow(70));
        assertThatIllegalArgumentException().isThrownBy(() -> source.batchOfRow(-1));
    }

    @Test
    void shuffledRowsStayInTheirBatchAndKeepTheirLabels() {
        Recording shuffled = source(Order.SHUFFLED, 1).live().get(0);
        Recording file = source(Order.FILE, 1).live().get(0);
        assertThat(shuffled.labels()).isNotEqualTo(file.labels());
        for (int i = 0; i < shuffled.readings(); i++) {
            int original = (int) shuffled.value(i, 0);
            assertThat(original / 100).isEqualTo((int) file.value(i, 0) / 100);
            assertThat(shuffled.labels()[i]).isEqualTo(original % 100 < ROWS / 2 ? 0 : 5);
        }
    }

    @Test
    void theSeedDecidesTheShuffle() {
        float[] once = source(Order.SHUFFLED, 1).live().get(0).values();
        assertThat(source(Order.SHUFFLED, 1).live().get(0).values()).isEqualTo(once);
        assertThat(source(Order.SHUFFLED, 2).live().get(0).values()).isNotEqualTo(once);
    }

    @Test
    void validationIsAFifthOfEachClassOfBatchOneAndTrainingTheRest() {
        Recording validation = source(Order.FILE, 1).validation().get(0);
        Recording training = source(Order.FILE, 1).training().get(0);
        assertThat(validation.labels()).containsExactly(0, 5);
        assertThat(training.labels()).containsExactly(0, 0, 0, 0, 5, 5, 5, 5);
        assertThat(IntStream.concat(firsts(validation), firsts(training)).sorted())
                .containsExactlyElementsOf(IntStream.range(100, 110).boxed().toList());
    }

    private static IntStream firsts(Recording recording) {
        return IntStream.range(0, recording.readings()).map(i -> (int) recording.value(i, 0));
    }

    @Test
    void aMissingBatchIsNamed() throws IOException {
        Files.delete(folder.resolve("batch8.dat"));
        assertRefused("batch8.dat is missing, as is batch8.dat.gz");
    }

    @Test
    void aDamagedRowIsNamed() throws IOException {
        String whole = row(1, 5);
        List<String> damaged = List.of(
                row(7, 5),
                whole.replace(" 128:-0.5", ""),
                whole.replace(" 64:", " 65:"),
                whole.replace("64:-0.5", "64:Infinity"),
                whole.replace(";50.000000", ""));
        for (String line : damaged) {
            Files.writeString(folder.resolve("batch3.dat"), whole + "\n" + line + "\n");
            assertRefused("batch3.dat is damaged at line 2; expected is a gas 1..6, ';', a concentration and the 128");
        }
        Files.writeString(folder.resolve("batch3.dat"), "");
        assertRefused("batch3.dat is empty");
    }

    private void assertRefused(String sentence) {
        assertThatExceptionOfType(RecordingException.class)
                .isThrownBy(() -> source(Order.FILE, 1).live())
                .withMessageContaining(sentence);
    }

    @Test
    void theRealDataHasTheCountsOfItsReadme() {
        GasDriftRecordings gas = new GasDriftRecordings(SharedData.require("gas_drift"), Order.FILE, 1);
        Recording live = gas.live().get(0);
        int[] perBatch = new int[10];
        IntStream.range(0, live.readings()).forEach(row -> perBatch[gas.batchOfRow(row)]++);
        assertThat(perBatch).containsExactly(0, 0, 1244, 1586, 161, 197, 2300, 0, 294, 470);
        int source = gas.training().get(0).readings() + gas.validation().get(0).readings();
        assertThat(source).isEqualTo(445);
        assertThat(gas.validation().get(0).readings()).isBetween(87, 91);
        assertThat(Arrays.stream(gas.training().get(0).labels()).distinct().sorted())
                .containsExactly(0, 1, 2, 3, 4, 5);
    }
}
