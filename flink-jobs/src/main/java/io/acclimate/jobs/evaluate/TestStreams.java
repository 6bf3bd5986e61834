// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Makes the segments of a setting. As in the published benchmarks every domain is shuffled by the same permutation, all
 * methods see the same stream, and another seed gives another one. Segments load their inputs when asked for.
 */
final class TestStreams {

    private static final int[] GRADUAL = {1, 2, 3, 4, 5, 4, 3, 2, 1};
    private static final long SHUFFLE = 0x5eed;
    private static final long CLUMP = 0xc1a5;

    private final TestData data;
    private final StreamOptions options;
    private final WreckingInputs wrecking;

    /**
     * Streams of {@code data}.
     *
     * @param wrecking the streams of {@link Setting#WRECK}
     */
    TestStreams(TestData data, StreamOptions options, WreckingInputs wrecking) {
        this.data = data;
        this.options = options;
        this.wrecking = wrecking;
    }

    /** What the results of a setting tell apart, in order. */
    List<String> names(Setting setting) {
        return setting == Setting.WRECK ? WreckingStream.labels() : data.domains();
    }

    /** The segments of a stream, in order. */
    List<Supplier<Segment>> segments(Setting setting, long seed) {
        return switch (setting) {
            case RESET -> each(1, true, inputs -> shuffled(inputs, seed));
            case CONTINUAL -> each(1, false, inputs -> shuffled(inputs, seed));
            case RECORDED -> each(1, false, TestStreams::asRecorded);
            case CORRELATED -> each(1, false, inputs -> clumped(shuffled(inputs, seed), inputs, seed));
            case RECURRING -> each(options.visits(), false, inputs -> inSlots(inputs, seed));
            case LABEL_SHIFT -> each(1, true, inputs -> labelShift(inputs, seed));
            case GRADUAL -> gradual(seed);
            case WRECK -> wrecking.segments(seed);
            case MIXED -> List.of(() -> mixed(seed, false));
            case MIXED_CORRELATED -> List.of(() -> mixed(seed, true));
        };
    }

    private List<Supplier<Segment>> each(int visits, boolean reset, Function<LabelledInputs, int[]> order) {
        List<Supplier<Segment>> segments = new ArrayList<>();
        for (int visit = 1; visit <= visits; visit++) {
            for (String domain : data.domains()) {
                int number = visit;
                boolean first = segments.isEmpty();
                segments.add(() -> segment(domain, TestData.FULL, number, reset || first, order));
            }
        }
        return segments;
    }

    private Segment segment(
            String domain, int severity, int visit, boolean reset, Function<LabelledInputs, int[]> order) {
        LabelledInputs inputs = data.load(domain, severity, options.samples());
        return new Segment(visit, severity, reset, List.of(domain), List.of(inputs), order.apply(inputs));
    }

    private List<Supplier<Segment>> gradual(long seed) {
        if (!data.graded()) {
            throw new IllegalArgumentException(
                    "%s has no severities, so that --setting gradual has nothing to go through; take another setting"
                            .formatted(data.name()));
        }
        List<Supplier<Segment>> segments = new ArrayList<>();
        for (String domain : data.domains()) {
            for (int i = 0; i < GRADUAL.length; i++) {
                int severity = GRADUAL[i];
                int visit = i < GRADUAL.length - i ? 1 : 2;
                boolean first = segments.isEmpty();
                segments.add(() -> segment(domain, severity, visit, first, inputs -> shuffled(inputs, seed)));
            }
        }
        return segments;
    }

    private Segment mixed(long seed, boolean clumped) {
        List<LabelledInputs> inputs = data.domains().stream()
                .map(domain -> data.load(domain, TestData.FULL, options.samples()))
                .toList();
        int total = inputs.stream().mapToInt(LabelledInputs::size).sum();
        int[] labels = new int[total];
        int at = 0;
        for (LabelledInputs domain : inputs) {
            for (int row = 0; row < domain.size(); row++) {
                labels[at++] = domain.label(row);
            }
        }
        int[] order = SampleOrders.shuffled(total, new SplittableRandom(seed ^ SHUFFLE));
        return new Segment(
                1, TestData.FULL, true, data.domains(), inputs, clumped ? clumped(order, labels, seed) : order);
    }

    private static int[] asRecorded(LabelledInputs inputs) {
        return IntStream.range(0, inputs.size()).toArray();
    }

    private static int[] shuffled(LabelledInputs inputs, long seed) {
        return SampleOrders.shuffled(inputs.size(), new SplittableRandom(seed ^ SHUFFLE));
    }

    private int[] clumped(int[] order, LabelledInputs inputs, long seed) {
        return clumped(order, labels(inputs), seed);
    }

    private int[] clumped(int[] order, int[] labels, long seed) {
        return options.dirichlet() == 0
                ? SampleOrders.byClass(order, labels)
                : SampleOrders.inChunks(
                        order, labels, data.classes(), options.dirichlet(), new SplittableRandom(seed ^ CLUMP));
    }

    private int[] inSlots(LabelledInputs inputs, long seed) {
        int[] order = shuffled(inputs, seed);
        SplittableRandom random = new SplittableRandom(seed ^ CLUMP);
        return options.dirichlet() == 0
                ? SampleOrders.byClass(order, labels(inputs))
                : SampleOrders.inSlots(order, labels(inputs), data.classes(), options.dirichlet(), random);
    }

    private int[] labelShift(LabelledInputs inputs, long seed) {
        return SampleOrders.labelShift(
                labels(inputs), data.classes(), options.imbalance(), new SplittableRandom(seed ^ CLUMP));
    }

    private static int[] labels(LabelledInputs inputs) {
        int[] labels = new int[inputs.size()];
        for (int row = 0; row < labels.length; row++) {
            labels[row] = inputs.label(row);
        }
        return labels;
    }
}
