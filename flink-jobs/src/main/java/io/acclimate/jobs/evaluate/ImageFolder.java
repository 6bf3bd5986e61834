// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate;

import io.acclimate.jobs.corruption.ImageCorruption;
import io.acclimate.jobs.data.NpyArray;
import io.acclimate.jobs.data.RecordingException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Corrupted images: {@code labels.npy} and either {@code severity_1..5/CORRUPTION.npy}, or, as CIFAR-10-C is published,
 * {@code CORRUPTION.npy} with five blocks of equal length, one for each severity. Arrays are uint8 [images, height, width,
 * 3]. Where severities below 5 hold fewer images than severity 5, the rest is made from {@code clean.npy}.
 */
public final class ImageFolder implements TestData {

    private static final String LABELS = "labels.npy";
    private static final String CLEAN_IMAGES = "clean.npy";
    private static final int BATCH = 200;
    private static final long GENERATOR_SEED = 1;

    private final Path folder;
    private final int[] labels;
    private final boolean bySeverity;
    private final List<String> domains;

    /**
     * Looks at a folder.
     *
     * @throws RecordingException if it holds no corrupted images
     */
    public ImageFolder(Path folder) {
        this.folder = folder;
        this.bySeverity = Files.isDirectory(folder.resolve("severity_" + FULL));
        int[] all = NpyArray.open(folder.resolve(LABELS)).labels();
        this.labels = bySeverity ? all : Arrays.copyOf(all, all.length / FULL);
        this.domains = ImageCorruption.names().stream()
                .filter(name -> Files.isRegularFile(file(name, FULL)))
                .toList();
        if (domains.isEmpty() || labels.length == 0) {
            throw new RecordingException(
                    "%s holds labels but no corruption that this build knows; expected are %s.npy .."
                            .formatted(folder, file(ImageCorruption.names().get(0), FULL)));
        }
    }

    /** Whether a folder is one of images. */
    public static boolean isOne(Path folder) {
        return Files.isRegularFile(folder.resolve(LABELS));
    }

    private Path file(String corruption, int severity) {
        Path parent = bySeverity ? folder.resolve("severity_" + severity) : folder;
        return parent.resolve(corruption + ".npy");
    }

    @Override
    public String name() {
        return folder.toAbsolutePath().normalize().getFileName().toString();
    }

    @Override
    public List<String> domains() {
        return domains;
    }

    @Override
    public int classes() {
        return 1 + Arrays.stream(labels).max().orElseThrow();
    }

    @Override
    public int batchSize() {
        return BATCH;
    }

    @Override
    public boolean graded() {
        return true;
    }

    @Override
    public LabelledInputs clean(int limit) {
        Path file = folder.resolve(CLEAN_IMAGES);
        if (!Files.isRegularFile(file)) {
            throw new RecordingException(file + " is missing; it must hold the images without corruption");
        }
        return new ImageArray(NpyArray.open(file), 0, Arrays.copyOf(labels, Math.min(limit, labels.length)));
    }

    @Override
    public LabelledInputs load(String domain, int severity, int limit) {
        int wanted = Math.min(limit, labels.length);
        if (severity == CLEAN) {
            return clean(limit);
        }
        Path file = file(domain, severity);
        if (!bySeverity) {
            return new ImageArray(NpyArray.open(file), (severity - 1) * labels.length, Arrays.copyOf(labels, wanted));
        }
        int stored =
                Files.isRegularFile(file) ? Math.min(wanted, NpyArray.open(file).rows()) : 0;
        if (stored == wanted || severity == FULL) {
            return new ImageArray(NpyArray.open(file), 0, Arrays.copyOf(labels, wanted));
        }
        return completed(domain, severity, stored, wanted);
    }

    /** The stored images, and further ones made from clean ones; each image's randomness depends on its row only. */
    private LabelledInputs completed(String domain, int severity, int stored, int wanted) {
        ImageArray clean =
                new ImageArray(NpyArray.open(folder.resolve(CLEAN_IMAGES)), 0, Arrays.copyOf(labels, wanted));
        byte[][] pixels = new byte[wanted][];
        if (stored > 0) {
            ImageArray kept = new ImageArray(NpyArray.open(file(domain, severity)), 0, Arrays.copyOf(labels, stored));
            Arrays.setAll(pixels, row -> row < stored ? kept.pixels(row) : null);
        }
        ImageCorruption corruption = ImageCorruption.named(domain);
        for (int row = stored; row < wanted; row++) {
            SplittableRandom random = new SplittableRandom(GENERATOR_SEED << Integer.SIZE ^ row);
            pixels[row] = corruption.apply(clean.pixels(row), clean.height(), clean.width(), severity, random);
        }
        return new StoredInputs(Arrays.copyOf(labels, wanted), row -> ImageArray.input(pixels[row], clean.channels()));
    }
}
