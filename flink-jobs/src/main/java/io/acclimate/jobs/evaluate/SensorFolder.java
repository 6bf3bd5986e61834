// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate;

import io.acclimate.jobs.data.KnownShift;
import io.acclimate.jobs.data.Recording;
import io.acclimate.jobs.data.RecordingWindows;
import io.acclimate.jobs.data.ShiftKind;
import io.acclimate.jobs.data.StandardShifts;
import io.acclimate.jobs.training.Recipe;
import io.acclimate.operators.train.LabelledWindows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Windows of the live recordings of a sensor recipe. Where the recordings are series, every fault of {@link
 * StandardShifts} is a domain, at strength severity / 5 from the first reading on, all people or machines pooled. Where
 * they are feature rows with shifts of their own, as ageing gas sensors, every stretch between two shifts is a domain
 * and there are no severities. Clean are the live recordings as they are, or, where all of those have shifted, what was
 * held back of the training data. Windows without a label are left out.
 */
public final class SensorFolder implements TestData {

    private static final int BATCH = 64;
    private static final String CLEAN = "clean";
    private static final long SHIFT_SEED = 7;

    private final Recipe recipe;
    private final List<Recording> live;
    private final Map<String, LabelledInputs> loaded = new LinkedHashMap<>();

    /** Reads the live recordings. */
    public SensorFolder(Recipe recipe) {
        this.recipe = recipe;
        this.live = recipe.source().live();
    }

    @Override
    public String name() {
        return recipe.source().name();
    }

    @Override
    public List<String> domains() {
        if (graded()) {
            return StandardShifts.KINDS.stream().map(SensorFolder::name).toList();
        }
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= live.get(0).shifts().size(); i++) {
            names.add("shift-" + i);
        }
        return names;
    }

    private static String name(ShiftKind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public int classes() {
        return recipe.source().classNames().size();
    }

    @Override
    public int batchSize() {
        return BATCH;
    }

    @Override
    public boolean graded() {
        return recipe.source().periodMicros() > 0;
    }

    @Override
    public LabelledInputs load(String domain, int severity, int limit) {
        return loaded.computeIfAbsent(domain + severity, key -> read(domain, severity))
                .first(limit);
    }

    @Override
    public LabelledInputs clean(int limit) {
        return loaded.computeIfAbsent(
                        CLEAN, key -> inputs(graded() ? live : recipe.source().validation()))
                .first(limit);
    }

    /** Where the recordings bring no shifts, every person or machine is a stretch: the stream's name up to its hyphen. */
    @Override
    public List<LabelledInputs> stretches(int limit) {
        if (!graded()) {
            List<LabelledInputs> stretches = new ArrayList<>(List.of(clean(limit)));
            domains().forEach(domain -> stretches.add(load(domain, FULL, limit)));
            return stretches;
        }
        Map<String, List<Recording>> byOwner = new LinkedHashMap<>();
        live.forEach(
                recording -> byOwner.computeIfAbsent(recording.streamId().split("-")[0], owner -> new ArrayList<>())
                        .add(recording));
        return byOwner.values().stream()
                .map(recordings -> inputs(recordings).first(limit))
                .toList();
    }

    private LabelledInputs read(String domain, int severity) {
        int index = domains().indexOf(domain);
        List<Recording> recordings = live.stream()
                .map(recording -> graded()
                        ? StandardShifts.throughout(
                                recording, StandardShifts.KINDS.get(index), (double) severity / FULL, SHIFT_SEED)
                        : stretch(recording, index))
                .toList();
        return inputs(recordings);
    }

    private LabelledInputs inputs(List<Recording> recordings) {
        LabelledWindows windows =
                RecordingWindows.labelled(recordings, recipe.windowSpec()).labelled();
        List<byte[]> rows = windows.inputs().stream().map(SensorFolder::bytes).toList();
        return new StoredInputs(windows.labels(), rows::get);
    }

    private static Recording stretch(Recording recording, int index) {
        List<KnownShift> shifts = recording.shifts();
        long to = index + 1 < shifts.size() ? shifts.get(index + 1).startMicros() : Long.MAX_VALUE;
        return recording.slice(shifts.get(index).startMicros(), to);
    }

    private static byte[] bytes(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }
}
