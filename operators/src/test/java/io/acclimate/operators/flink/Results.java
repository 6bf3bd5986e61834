// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.schemas.AdaptationLogEntry;
import io.acclimate.schemas.Prediction;
import io.acclimate.schemas.ShiftAlert;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** What came out for every stream, in order, over one run or several that continue each other. */
final class Results {

    final Map<String, List<Prediction>> predictions = new TreeMap<>();
    final Map<String, List<AdaptationLogEntry>> log = new TreeMap<>();
    final Map<String, List<ShiftAlert>> alerts = new TreeMap<>();

    void add(AdaptRun run) {
        run.predictions()
                .forEach(record -> of(predictions, record.getStreamId()).add(record));
        run.log().forEach(record -> of(log, record.getStreamId()).add(record));
        run.alerts().forEach(record -> of(alerts, record.getStreamId()).add(record));
    }

    private static <T> List<T> of(Map<String, List<T>> byStream, String streamId) {
        return byStream.computeIfAbsent(streamId, id -> new ArrayList<>());
    }

    void forget(String streamId) {
        predictions.remove(streamId);
        log.remove(streamId);
        alerts.remove(streamId);
    }

    /** The same to the last bit: the texts of two floating-point numbers differ if the numbers do. */
    void assertIdentical(Results expected) {
        assertThat(expected.predictions).isNotEmpty();
        assertSame(predictions, expected.predictions);
        assertSame(log, expected.log);
        assertSame(alerts, expected.alerts);
    }

    private static <T> void assertSame(Map<String, List<T>> found, Map<String, List<T>> expected) {
        assertThat(found.keySet()).isEqualTo(expected.keySet());
        found.forEach((stream, records) -> {
            List<T> wanted = expected.get(stream);
            for (int i = 0; i < Math.min(records.size(), wanted.size()); i++) {
                assertThat(records.get(i)).hasToString(wanted.get(i).toString());
            }
            assertThat(records.size()).as("records of " + stream).isEqualTo(wanted.size());
        });
    }

    /** The same windows in the same batches, the same classes, probabilities within {@code tolerance}. */
    void assertClose(Results expected, float tolerance) {
        assertThat(predictions.keySet()).isEqualTo(expected.predictions.keySet());
        predictions.forEach((stream, found) -> {
            List<Prediction> wanted = expected.predictions.get(stream);
            assertThat(found.size()).as("predictions of " + stream).isEqualTo(wanted.size());
            for (int i = 0; i < found.size(); i++) {
                assertClose(found.get(i), wanted.get(i), tolerance);
            }
        });
    }

    private static void assertClose(Prediction found, Prediction expected, float tolerance) {
        for (int c = 0; c < expected.getProbabilities().size(); c++) {
            assertThat(found.getProbabilities().get(c))
                    .isCloseTo(expected.getProbabilities().get(c), within(tolerance));
        }
        Prediction rest = Prediction.newBuilder(found)
                .setProbabilities(expected.getProbabilities())
                .setEntropy(expected.getEntropy())
                .build();
        assertThat(rest).isEqualTo(expected);
    }
}
