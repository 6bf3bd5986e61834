// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.events;

import io.acclimate.operators.events.EventBuffer;
import io.acclimate.operators.events.EventReader;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.util.concurrent.Callable;

/** {@code acclimate events info}. */
@Command(
        name = "info",
        mixinStandardHelpOptions = true,
        description =
                "Says what a recording holds: format, sensor, duration, counts, rates, polarity, hot pixels, damage.",
        footer = {
            "",
            "A hot pixel has at least 10 events, 5 times the sensor's mean and over 3 times those of its second most active"
                    + " neighbour. The highest rate is that of the fullest 10 ms."
        })
public final class InfoCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private RecordingFile recording;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Progress progress = new Progress(spec.commandLine().getErr());
        EventBuffer events = new EventBuffer(RecordingFile.CHUNK);
        try (EventReader reader = recording.open()) {
            boolean more = reader.read(events);
            RecordingSummary summary = new RecordingSummary(recording.geometry(reader));
            while (more) {
                summary.add(events);
                progress.update(() -> Progress.text("%,d events read", summary.events()));
                more = reader.read(events);
            }
            InfoReport report =
                    new InfoReport(recording.path(), recording.bytes(), recording.geometry(reader), reader, summary);
            spec.commandLine().getOut().println(json ? report.json() : report.text());
            spec.commandLine().getOut().flush();
            return 0;
        }
    }
}
