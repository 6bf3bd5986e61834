// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Sixteen chemical sensors that age over 36 months: "Gas Sensor Array Drift" (UCI 270; Vergara et al. 2012). A
 * reading is one measurement of 16 sensors times 8 features, sensor-major, raw values.
 *
 * <p>Training and validation = batch 1, 80 and 20 % of each class. Live = one recording, "array-1", in which batches
 * 2, 3, 4, 5, 6, 8 and 9 follow each other. Row i has the timestamp i seconds. Every batch starts an abrupt {@link
 * ShiftKind#SENSOR_AGEING}; the first starts with the recording, as batch 2 differs from batch 1.
 */
public final class GasDriftRecordings implements RecordingSource {

    /** Order of the rows inside a batch; the batches always follow in time. */
    public enum Order {
        /** As the file has them: long runs of one gas. */
        FILE,
        /** Shuffled by the seed: gases alternate. */
        SHUFFLED
    }

    /** The batches of the live recording, in order; 7 and 10 are not part of the redistributed data. */
    public static final List<Integer> LIVE_BATCHES = List.of(2, 3, 4, 5, 6, 8, 9);

    private static final List<String> CLASSES =
            List.of("ethanol", "ethylene", "ammonia", "acetaldehyde", "acetone", "toluene");
    private static final int FEATURES = 128;
    private static final long ROW_MICROS = 1_000_000;
    private static final double VALIDATION_PART = 0.2;

    private final Path folder;
    private final Order order;
    private final long seed;
    private int[] liveStarts;

    private record Row(int label, float[] features) {}

    /**
     * A source over batch1.dat ... batch9.dat.
     *
     * @param folder holds the files, plain or with the ending .gz, directly or in its folder with_concentration
     * @param order order of the live rows inside a batch
     * @param seed decides which rows of batch 1 are for validation, and the shuffled order
     */
    public GasDriftRecordings(Path folder, Order order, long seed) {
        Path inner = folder.resolve("with_concentration");
        this.folder = Files.isDirectory(inner) ? inner : folder;
        this.order = order;
        this.seed = seed;
    }

    @Override
    public String name() {
        return "gas_drift";
    }

    @Override
    public List<String> classNames() {
        return CLASSES;
    }

    @Override
    public int channels() {
        return FEATURES;
    }

    @Override
    public long periodMicros() {
        return 0;
    }

    @Override
    public List<Recording> training() {
        return List.of(sourcePart("batch-1-training", false));
    }

    @Override
    public List<Recording> validation() {
        return List.of(sourcePart("batch-1-validation", true));
    }

    @Override
    public List<Recording> live() {
        List<Row> rows = new ArrayList<>();
        List<KnownShift> shifts = new ArrayList<>();
        for (int batch : LIVE_BATCHES) {
            shifts.add(KnownShift.abrupt(ShiftKind.SENSOR_AGEING, rows.size() * ROW_MICROS));
            rows.addAll(ordered(batch));
        }
        return List.of(recording("array-1", rows, shifts));
    }

    /** The batch that a row of the live recording comes from. */
    public int batchOfRow(int row) {
        int[] starts = liveStarts();
        if (row < 0 || row >= starts[LIVE_BATCHES.size()]) {
            throw new IllegalArgumentException(
                    "the live recording has rows 0 to " + (starts[LIVE_BATCHES.size()] - 1) + ", not " + row);
        }
        int found = Arrays.binarySearch(starts, row);
        return LIVE_BATCHES.get(found >= 0 ? found : -found - 2);
    }

    private int[] liveStarts() {
        if (liveStarts == null) {
            int[] starts = new int[LIVE_BATCHES.size() + 1];
            for (int i = 0; i < LIVE_BATCHES.size(); i++) {
                starts[i + 1] = starts[i] + read(LIVE_BATCHES.get(i)).size();
            }
            liveStarts = starts;
        }
        return liveStarts;
    }

    private List<Row> ordered(int batch) {
        List<Row> rows = read(batch);
        if (order == Order.SHUFFLED) {
            Collections.shuffle(rows, shuffler("batch " + batch));
        }
        return rows;
    }

    private Recording sourcePart(String id, boolean validation) {
        List<Row> rows = read(1);
        Set<Integer> held = validationRows(rows);
        List<Row> kept = IntStream.range(0, rows.size())
                .filter(i -> held.contains(i) == validation)
                .mapToObj(rows::get)
                .toList();
        return recording(id, kept, List.of());
    }

    private Set<Integer> validationRows(List<Row> rows) {
        Set<Integer> held = new HashSet<>();
        for (int label = 0; label < CLASSES.size(); label++) {
            int wanted = label;
            List<Integer> ofClass = IntStream.range(0, rows.size())
                    .filter(i -> rows.get(i).label() == wanted)
                    .boxed()
                    .collect(Collectors.toCollection(ArrayList::new));
            Collections.shuffle(ofClass, shuffler("validation " + label));
            held.addAll(ofClass.subList(0, (int) Math.round(VALIDATION_PART * ofClass.size())));
        }
        return held;
    }

    private Random shuffler(String purpose) {
        return new Random(Seeds.random(seed, purpose).nextLong());
    }

    private List<Row> read(int batch) {
        String expected = "a gas 1..6, ';', a concentration and the 128 features as 1:value ... 128:value";
        TextFile file = new TextFile(folder.resolve("batch" + batch + ".dat"), expected);
        List<Row> rows = file.read(GasDriftRecordings::row);
        if (rows.isEmpty()) {
            throw new RecordingException(
                    "The file %s is empty; expected is in each line %s".formatted(file.file(), expected));
        }
        return rows;
    }

    private static Row row(String[] fields) {
        TextFile.requireFields(fields, FEATURES + 1);
        String[] target = fields[0].split(";");
        TextFile.requireFields(target, 2);
        TextFile.finite(target[1]);
        float[] features = new float[FEATURES];
        for (int i = 0; i < FEATURES; i++) {
            String prefix = (i + 1) + ":";
            if (!fields[i + 1].startsWith(prefix)) {
                throw new IllegalArgumentException(fields[i + 1]);
            }
            features[i] = TextFile.finite(fields[i + 1].substring(prefix.length()));
        }
        return new Row(TextFile.whole(target[0], 1, CLASSES.size()) - 1, features);
    }

    private static Recording recording(String id, List<Row> rows, List<KnownShift> shifts) {
        float[] values = new float[rows.size() * FEATURES];
        for (int i = 0; i < rows.size(); i++) {
            System.arraycopy(rows.get(i).features(), 0, values, i * FEATURES, FEATURES);
        }
        long[] timestamps =
                IntStream.range(0, rows.size()).mapToLong(i -> i * ROW_MICROS).toArray();
        int[] labels = rows.stream().mapToInt(Row::label).toArray();
        return new Recording(id, timestamps, values, FEATURES, labels, shifts);
    }
}
