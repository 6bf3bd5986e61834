// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.demo;

import io.acclimate.jobs.config.JobConfiguration;
import io.acclimate.jobs.data.EventRecording;
import io.acclimate.jobs.data.EventRecordingSource;
import io.acclimate.jobs.data.EventRecordingWindows;
import io.acclimate.jobs.data.EventShift;
import io.acclimate.jobs.data.KnownShift;
import io.acclimate.jobs.data.Recording;
import io.acclimate.jobs.data.ShiftKind;
import io.acclimate.jobs.kafka.RecordProducer;
import io.acclimate.operators.events.EventWindowSpec;
import io.acclimate.operators.events.filter.EventFilterSpec;
import io.acclimate.operators.model.ModelSpec;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/**
 * Live recordings of event cameras. Recordings without a shift of their own are played as they are and once more under
 * every kind of {@link EventShift}: abruptly from 40 % of their duration on, and gradually from there to 70 %.
 */
final class EventStreams implements DemoStreams {

    private static final long SHIFT_SEED = 7;
    private static final double START = 0.4;
    private static final double FULL = 0.7;

    private final EventRecordingSource source;
    private final InstantSource clock;
    private final List<EventRecording> live;

    EventStreams(EventRecordingSource source, InstantSource clock) {
        this.source = source;
        this.clock = clock;
        this.live = withShifts(source);
    }

    private static List<EventRecording> withShifts(EventRecordingSource source) {
        List<EventRecording> all = new ArrayList<>(source.live());
        for (EventRecording recording : List.copyOf(all)) {
            for (ShiftKind kind : source.madeShifts()) {
                long start = (long) (START * recording.endMicros());
                all.add(shifted(recording, KnownShift.abrupt(kind, start)));
                all.add(shifted(recording, KnownShift.gradual(kind, start, (long) (FULL * recording.endMicros()))));
            }
        }
        return all;
    }

    private static EventRecording shifted(EventRecording recording, KnownShift shift) {
        String id = "%s-%s-%s".formatted(recording.streamId(), shift.kind(), shift.profile());
        return EventShift.apply(recording, shift, SHIFT_SEED)
                .named(id.toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    @Override
    public List<String> classNames() {
        return source.classNames();
    }

    @Override
    public List<Recording> timelines() {
        return live.stream().map(EventRecording::timeline).toList();
    }

    @Override
    public List<String> segmentNames() {
        return List.of();
    }

    @Override
    public long expectedWindows(JobConfiguration configuration, ModelSpec model) {
        EventWindowSpec spec = configuration.eventWindowSpec(model);
        EventFilterSpec filters = configuration.eventFilters(model);
        return live.stream()
                .mapToLong(recording ->
                        EventRecordingWindows.windows(recording, filters, spec).size())
                .sum();
    }

    @Override
    public void play(JobConfiguration configuration, RecordProducer producer, double speed, BooleanSupplier stop) {
        new EventPlayer(producer, configuration.topics().events(), clock).play(live, speed, stop);
    }
}
