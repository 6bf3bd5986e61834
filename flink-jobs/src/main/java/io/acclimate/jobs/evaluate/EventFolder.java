// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate;

import io.acclimate.jobs.data.EventRecording;
import io.acclimate.jobs.data.EventRecordingSource;
import io.acclimate.jobs.data.EventRecordingWindows;
import io.acclimate.jobs.data.EventShift;
import io.acclimate.jobs.data.Recording;
import io.acclimate.jobs.data.RecordingException;
import io.acclimate.jobs.data.ShiftKind;
import io.acclimate.operators.events.EventWindow;
import io.acclimate.operators.events.filter.EventFilterSpec;
import io.acclimate.operators.model.ModelSpec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Windows of the live recordings of event cameras, all cameras pooled. Where a shift is put on top, every kind of {@link
 * EventShift} is a domain, at strength severity / 5. Where the recordings bring their own shift, what follows it is the only
 * domain, and there are no severities. Inputs are the windows' events, of which the engine makes the model's tensor.
 */
final class EventFolder implements TestData {

    private static final int BATCH = 64;
    private static final long SHIFT_SEED = 7;

    private final EventRecordingSource source;
    private final ModelSpec model;
    private final EventFilterSpec filters;
    private final List<EventRecording> live;
    private final Map<String, LabelledInputs> loaded = new LinkedHashMap<>();

    /**
     * Reads the live recordings.
     *
     * @param options of the job: the filters that the events of each recording go through, after the shift
     * @throws RecordingException if the model reads none, or those of another sensor
     */
    EventFolder(EventRecordingSource source, ModelSpec model, Map<String, String> options) {
        ModelSpec.Events events = model.events();
        if (events == null || events.width() != source.width() || events.height() != source.height()) {
            throw new RecordingException("%s is of event cameras of %dx%d pixels, but the model reads %s"
                    .formatted(
                            source.name(),
                            source.width(),
                            source.height(),
                            events == null
                                    ? "none"
                                    : "those of %dx%d pixels".formatted(events.width(), events.height())));
        }
        this.source = source;
        this.model = model;
        this.filters = MethodConfigurations.eventFilters(options, model);
        this.live = source.live();
    }

    @Override
    public String name() {
        return source.name();
    }

    @Override
    public List<String> domains() {
        return graded()
                ? source.madeShifts().stream().map(EventFolder::name).toList()
                : List.of(name(live.get(0).shifts().get(0).kind()));
    }

    private static String name(ShiftKind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public int classes() {
        return source.classNames().size();
    }

    @Override
    public int batchSize() {
        return BATCH;
    }

    @Override
    public boolean graded() {
        return !source.madeShifts().isEmpty();
    }

    /** Wrecking streams are made of numbers, and an event window holds none. */
    @Override
    public LabelledInputs clean(int limit) {
        throw new RecordingException(
                name() + " is of event cameras, for which there are no wrecking streams; take another --setting");
    }

    @Override
    public LabelledInputs load(String domain, int severity, int limit) {
        return loaded.computeIfAbsent(domain + severity, key -> read(domain, severity))
                .first(limit);
    }

    /** Before and after the recordings' own shift. */
    @Override
    public List<LabelledInputs> stretches(int limit) {
        return graded()
                ? List.of()
                : List.of(
                        read(domains().get(0), CLEAN).first(limit),
                        load(domains().get(0), FULL, limit));
    }

    /** Of recordings that bring their own shift, severity {@link #CLEAN} is what comes before it. */
    private LabelledInputs read(String domain, int severity) {
        List<byte[]> windows = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        for (EventRecording recording : live) {
            EventRecording shifted = graded()
                    ? EventShift.throughout(
                            recording,
                            source.madeShifts().get(domains().indexOf(domain)),
                            (double) severity / FULL,
                            SHIFT_SEED)
                    : recording;
            long from = graded() ? 0 : recording.shifts().get(0).startMicros();
            for (EventWindow window :
                    EventRecordingWindows.windows(shifted, filters, EventRecordingWindows.spec(model.events()))) {
                int label = shifted.label(window.startMicros(), window.endMicros());
                boolean wanted =
                        !graded() && severity == CLEAN ? window.endMicros() <= from : window.startMicros() >= from;
                if (label != Recording.UNLABELLED && wanted) {
                    windows.add(window.data());
                    labels.add(label);
                }
            }
        }
        return new StoredInputs(labels.stream().mapToInt(Integer::intValue).toArray(), windows::get);
    }
}
