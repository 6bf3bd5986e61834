// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.torture;

import org.apache.avro.specific.SpecificRecord;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * How the committed output of a disturbed run differs from that of an undisturbed one.
 *
 * @param expected records of the undisturbed run
 * @param committed records of the disturbed one
 * @param duplicates records that came more often than expected
 * @param losses records that came less often
 * @param different records that came as expected, but with another content or at another place among those of their group
 * @param example the first difference, in words; empty if there is none
 */
record Comparison(int expected, int committed, int duplicates, int losses, int different, String example) {

    /** Whether nothing differs. */
    boolean isEqual() {
        return duplicates + losses + different == 0;
    }

    /**
     * Compares two runs.
     *
     * @param tolerance by how much numbers with a fraction may differ; 0 for bit by bit
     */
    static Comparison of(List<Output> expected, List<Output> committed, double tolerance) {
        Differences differences = new Differences(tolerance);
        Map<String, List<Output>> found = byGroup(committed);
        byGroup(expected).forEach((group, records) -> differences.add(group, records, removed(found, group)));
        found.forEach((group, records) -> differences.add(group, List.of(), records));
        return new Comparison(
                expected.size(),
                committed.size(),
                differences.duplicates,
                differences.losses,
                differences.different,
                differences.example);
    }

    private static List<Output> removed(Map<String, List<Output>> byGroup, String group) {
        List<Output> records = byGroup.remove(group);
        return records == null ? List.of() : records;
    }

    private static Map<String, List<Output>> byGroup(List<Output> outputs) {
        Map<String, List<Output>> byGroup = new LinkedHashMap<>();
        outputs.forEach(output -> byGroup.computeIfAbsent(output.group(), group -> new ArrayList<>())
                .add(output));
        return byGroup;
    }

    private static final class Differences {

        private final double tolerance;
        private int duplicates;
        private int losses;
        private int different;
        private String example = "";

        Differences(double tolerance) {
            this.tolerance = tolerance;
        }

        void add(String group, List<Output> expected, List<Output> committed) {
            Map<String, Integer> surplus = new HashMap<>();
            committed.forEach(output -> surplus.merge(output.identity(), 1, Integer::sum));
            expected.forEach(output -> surplus.merge(output.identity(), -1, Integer::sum));
            boolean counted = false;
            for (Map.Entry<String, Integer> entry : surplus.entrySet()) {
                int times = entry.getValue();
                if (times != 0) {
                    duplicates += Math.max(0, times);
                    losses += Math.max(0, -times);
                    note("%s: %s came %d times %s"
                            .formatted(group, entry.getKey(), Math.abs(times), times > 0 ? "too often" : "too seldom"));
                    counted = true;
                }
            }
            if (counted) {
                compareByIdentity(group, expected, committed);
            } else {
                compareInOrder(group, expected, committed);
            }
        }

        private void compareByIdentity(String group, List<Output> expected, List<Output> committed) {
            Map<String, Output> first = new HashMap<>();
            committed.forEach(output -> first.putIfAbsent(output.identity(), output));
            for (Output output : expected) {
                Output found = first.get(output.identity());
                if (found != null) {
                    compare(group, output, found);
                }
            }
        }

        private void compareInOrder(String group, List<Output> expected, List<Output> committed) {
            for (int i = 0; i < expected.size(); i++) {
                compare(group, expected.get(i), committed.get(i));
            }
        }

        private void compare(String group, Output expected, Output committed) {
            if (!expected.identity().equals(committed.identity()) || !equal(expected.content(), committed.content())) {
                different++;
                note("%s: %s is %s, undisturbed %s is %s"
                        .formatted(
                                group,
                                committed.identity(),
                                committed.content(),
                                expected.identity(),
                                expected.content()));
            }
        }

        private void note(String difference) {
            example = example.isEmpty() ? difference : example;
        }

        private boolean equal(Object one, Object other) {
            if (one instanceof SpecificRecord record && other instanceof SpecificRecord found) {
                return IntStream.range(0, record.getSchema().getFields().size())
                        .allMatch(field -> equal(record.get(field), found.get(field)));
            }
            if (one instanceof List<?> list && other instanceof List<?> found) {
                return list.size() == found.size()
                        && IntStream.range(0, list.size()).allMatch(i -> equal(list.get(i), found.get(i)));
            }
            if (one instanceof Map<?, ?> map && other instanceof Map<?, ?> found) {
                return map.keySet().equals(found.keySet())
                        && map.keySet().stream().allMatch(key -> equal(map.get(key), found.get(key)));
            }
            return one == null
                    ? other == null
                    : one.equals(other) || (isFraction(one) && isFraction(other) && close(one, other));
        }

        private boolean close(Object one, Object other) {
            return Math.abs(((Number) one).doubleValue() - ((Number) other).doubleValue()) <= tolerance
                    && tolerance > 0;
        }

        private static boolean isFraction(Object value) {
            return value instanceof Float || value instanceof Double;
        }
    }
}
