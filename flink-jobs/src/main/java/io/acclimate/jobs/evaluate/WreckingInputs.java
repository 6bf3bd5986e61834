// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Makes wrecking streams out of test data. Equal seeds give equal streams. */
final class WreckingInputs {

    private static final int BATCHES_PER_DOMAIN = 5;
    private static final double LARGEST_FACTOR = 100;
    private static final long SALT = 0x3ec4;

    private final TestData data;
    private final StreamOptions options;
    private final int channels;
    private final int batchSize;

    /**
     * Streams of {@code data}.
     *
     * @param channels of one input, whose values lie channel after channel
     * @param batchSize samples per batch
     */
    WreckingInputs(TestData data, StreamOptions options, int channels, int batchSize) {
        this.data = data;
        this.options = options;
        this.channels = channels;
        this.batchSize = batchSize;
    }

    /** Every wrecking stream, from a new model on and followed by the clean data in their own order. */
    List<Supplier<Segment>> segments(long seed) {
        List<Supplier<Segment>> segments = new ArrayList<>();
        for (WreckingStream stream : WreckingStream.values()) {
            segments.add(() -> wreck(stream, new SplittableRandom(seed ^ SALT)));
            segments.add(() -> {
                LabelledInputs clean = data.clean(options.samples());
                int[] order = IntStream.range(0, clean.size()).toArray();
                return new Segment(1, TestData.FULL, false, true, List.of(stream.label()), List.of(clean), order);
            });
        }
        return segments;
    }

    private Segment wreck(WreckingStream stream, SplittableRandom random) {
        LabelledInputs clean = data.clean(options.samples());
        return switch (stream) {
            case CONSTANT -> segment(stream, made(constant(clean)));
            case NOISE -> segment(stream, made(noise(clean, random)));
            case SCALED -> segment(stream, made(scaled(clean, random)));
            case ONE_CLASS -> segment(stream, clean, draws(ofLargestClass(clean), random));
            case SORTED -> segment(stream, clean, sorted(clean, random));
            case ALTERNATING -> alternating(random);
        };
    }

    private static Segment segment(WreckingStream stream, LabelledInputs inputs, int... order) {
        int[] all = order.length > 0 ? order : IntStream.range(0, inputs.size()).toArray();
        return new Segment(1, TestData.FULL, true, false, List.of(stream.label()), List.of(inputs), all);
    }

    private LabelledInputs made(IntFunction<byte[]> rows) {
        return new StoredInputs(new int[options.wreckSamples()], rows);
    }

    /** The first reading of each channel, held. */
    private IntFunction<byte[]> constant(LabelledInputs clean) {
        float[] values = values(clean.input(0));
        int positions = values.length / channels;
        for (int i = 0; i < values.length; i++) {
            values[i] = values[i / positions * positions];
        }
        byte[] held = bytes(values);
        return row -> held;
    }

    private IntFunction<byte[]> noise(LabelledInputs clean, SplittableRandom random) {
        double[] mean = new double[channels];
        double[] deviation = new double[channels];
        int size = clean.input(0).length / Float.BYTES;
        int positions = size / channels;
        for (int row = 0; row < clean.size(); row++) {
            float[] values = values(clean.input(row));
            for (int i = 0; i < size; i++) {
                mean[i / positions] += values[i];
                deviation[i / positions] += (double) values[i] * values[i];
            }
        }
        for (int c = 0; c < channels; c++) {
            mean[c] /= (double) clean.size() * positions;
            double square = deviation[c] / ((double) clean.size() * positions);
            deviation[c] = Math.sqrt(Math.max(0, square - mean[c] * mean[c]));
        }
        long seed = random.nextLong();
        return row -> {
            SplittableRandom own = new SplittableRandom(seed + row);
            float[] values = new float[size];
            for (int i = 0; i < size; i++) {
                values[i] = (float) (mean[i / positions] + deviation[i / positions] * own.nextGaussian());
            }
            return bytes(values);
        };
    }

    private IntFunction<byte[]> scaled(LabelledInputs clean, SplittableRandom random) {
        long seed = random.nextLong();
        return row -> {
            SplittableRandom own = new SplittableRandom(seed + row);
            float[] values = values(clean.input(own.nextInt(clean.size())));
            double factor = Math.pow(LARGEST_FACTOR, 2 * own.nextDouble() - 1);
            for (int i = 0; i < values.length; i++) {
                values[i] *= (float) factor;
            }
            return bytes(values);
        };
    }

    private static int[] ofLargestClass(LabelledInputs clean) {
        int[] labels = IntStream.range(0, clean.size()).map(clean::label).toArray();
        int[] counts = new int[1 + IntStream.of(labels).max().orElse(0)];
        IntStream.of(labels).forEach(label -> counts[label]++);
        int largest = IntStream.range(0, counts.length)
                .boxed()
                .max(Comparator.comparing(label -> counts[label]))
                .orElse(0);
        return IntStream.range(0, labels.length)
                .filter(row -> labels[row] == largest)
                .toArray();
    }

    /** As many draws with replacement as a wrecking part has samples. */
    private int[] draws(int[] rows, SplittableRandom random) {
        return IntStream.range(0, options.wreckSamples())
                .map(i -> rows[random.nextInt(rows.length)])
                .toArray();
    }

    private int[] sorted(LabelledInputs clean, SplittableRandom random) {
        int[] labels = IntStream.range(0, clean.size()).map(clean::label).toArray();
        int[] drawn = draws(IntStream.range(0, clean.size()).toArray(), random);
        return SampleOrders.byClass(drawn, labels);
    }

    private Segment alternating(SplittableRandom random) {
        List<LabelledInputs> inputs = data.domains().stream()
                .map(domain -> data.load(domain, TestData.FULL, options.samples()))
                .toList();
        int[] starts = new int[inputs.size()];
        for (int d = 1; d < starts.length; d++) {
            starts[d] = starts[d - 1] + inputs.get(d - 1).size();
        }
        int[] order = new int[options.wreckSamples()];
        for (int i = 0; i < order.length; i++) {
            int domain = i / (batchSize * BATCHES_PER_DOMAIN) % starts.length;
            order[i] = starts[domain] + random.nextInt(inputs.get(domain).size());
        }
        String name = WreckingStream.ALTERNATING.label();
        List<String> names = inputs.stream().map(domain -> name).toList();
        return new Segment(1, TestData.FULL, true, false, names, inputs, order);
    }

    private static float[] values(byte[] input) {
        float[] values = new float[input.length / Float.BYTES];
        buffer(input).get(values);
        return values;
    }

    private static byte[] bytes(float[] values) {
        byte[] bytes = new byte[values.length * Float.BYTES];
        buffer(bytes).put(values);
        return bytes;
    }

    private static FloatBuffer buffer(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    }
}
