// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate.shift;

import io.acclimate.jobs.data.RecordingException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The water-loop testbed of the Skoltech Anomaly Benchmark (SKAB 0.9, Katser and Kozitsin 2020): CSV files with semicolons,
 * "datetime", eight sensors, "anomaly" and "changepoint", one row a second.
 */
final class SkabFolder {

    /** Rows at the begin of every file that are free of anomalies, by the benchmark's rules. */
    static final int TRAINING = 400;

    private static final int SENSORS = 8;
    private static final List<String> FOLDERS = List.of("valve1", "valve2", "other");

    private final Path data;

    /** One file: standardized readings of the training rows and of those after them, and where the latter change. */
    record Series(String name, double[][] training, double[][] scores, int[] changes, boolean[] anomalous) {}

    SkabFolder(Path folder) {
        this.data = Files.isDirectory(folder.resolve("data")) ? folder.resolve("data") : folder;
    }

    static boolean isOne(Path folder) {
        return Files.isDirectory(folder.resolve("data").resolve("valve1"))
                || Files.isDirectory(folder.resolve("valve1"));
    }

    List<Series> series() {
        List<Series> all = new ArrayList<>();
        for (String name : FOLDERS) {
            try (Stream<Path> files = Files.list(data.resolve(name))) {
                files.filter(file -> file.toString().endsWith(".csv")).sorted().forEach(file -> all.add(read(file)));
            } catch (IOException e) {
                throw new RecordingException(
                        "%s cannot be read (%s); expected are the folders %s of SKAB"
                                .formatted(data.resolve(name), e.getMessage(), FOLDERS),
                        e);
            }
        }
        return all;
    }

    private static Series read(Path file) {
        List<double[]> rows = new ArrayList<>();
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new RecordingException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
        }
        for (int number = 1; number < lines.size(); number++) {
            rows.add(row(file, number + 1, lines.get(number)));
        }
        if (rows.size() <= TRAINING) {
            throw new RecordingException("%s has %d rows; more than the %d of the training part are expected"
                    .formatted(file, rows.size(), TRAINING));
        }
        List<double[]> test = rows.subList(TRAINING, rows.size());
        int[] changes = IntStream.range(0, test.size())
                .filter(i -> test.get(i)[SENSORS + 1] > 0)
                .toArray();
        boolean[] anomalous = new boolean[test.size()];
        IntStream.range(0, anomalous.length).forEach(i -> anomalous[i] = test.get(i)[SENSORS] > 0);
        double[][] scores = standardized(rows);
        return new Series(
                file.getFileName().toString(),
                Arrays.copyOf(scores, TRAINING),
                Arrays.copyOfRange(scores, TRAINING, scores.length),
                changes,
                anomalous);
    }

    private static double[] row(Path file, int number, String line) {
        String[] fields = line.split(";");
        if (fields.length != SENSORS + 3) {
            throw new RecordingException("%s is damaged at line %d: %d fields instead of %d"
                    .formatted(file, number, fields.length, SENSORS + 3));
        }
        try {
            return Arrays.stream(fields, 1, fields.length)
                    .mapToDouble(Double::parseDouble)
                    .toArray();
        } catch (NumberFormatException e) {
            throw new RecordingException("%s is damaged at line %d: %s".formatted(file, number, e.getMessage()), e);
        }
    }

    /** Readings in standard deviations of the training rows. */
    private static double[][] standardized(List<double[]> rows) {
        double[][] scores = new double[rows.size()][SENSORS];
        for (int s = 0; s < SENSORS; s++) {
            int sensor = s;
            double mean = rows.subList(0, TRAINING).stream()
                    .mapToDouble(row -> row[sensor])
                    .average()
                    .orElseThrow();
            double variance = rows.subList(0, TRAINING).stream()
                    .mapToDouble(row -> (row[sensor] - mean) * (row[sensor] - mean))
                    .average()
                    .orElseThrow();
            for (int i = 0; i < scores.length; i++) {
                double score = (rows.get(i)[s] - mean) / Math.max(1e-9, Math.sqrt(variance));
                scores[i][s] = Math.max(-10, Math.min(10, score));
            }
        }
        return scores;
    }
}
