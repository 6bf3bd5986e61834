// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.events;

import io.acclimate.operators.events.EventBuffer;
import io.acclimate.operators.events.EventFormat;
import io.acclimate.operators.events.EventReader;
import io.acclimate.operators.events.EventWriter;
import io.acclimate.operators.events.EventWriters;
import io.acclimate.operators.events.filter.EventFilter;
import io.acclimate.operators.events.filter.EventFilters;
import io.acclimate.operators.events.filter.FilterChain;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code acclimate events convert}. */
@Command(
        name = "convert",
        mixinStandardHelpOptions = true,
        description = "Writes a recording in another format: DAT, EVT2, EVT3, AEDAT4 or TEXT.",
        footer = {
            "",
            "What the other format cannot hold, or what could not be read, is never left out in silence: the conversion"
                    + " is refused and no file written, unless --lossy allows it. Filters say what they have removed.",
            "Filters: background-activity=MICROS, refractory=MICROS, hot-pixels=MICROS (window), downsample=FACTOR,"
                    + " region=LEFT,TOP,WIDTHxHEIGHT, rate-limit=EVENTS_PER_SECOND."
        })
public final class ConvertCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private RecordingFile recording;

    @Parameters(index = "1", paramLabel = "OUT", description = "The file to write; an older one is replaced.")
    private Path out;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description =
                    "Format to write; default: by the name of OUT (.dat, .aedat4, .csv, .txt; .raw needs EVT2 or EVT3).")
    private EventFormat format;

    @Option(names = "--lossy", description = "Writes what can be written and says what was lost.")
    private boolean lossy;

    @Option(names = "--filter", paramLabel = "NAME=VALUE", description = "Filter, applied before; may be repeated.")
    private List<String> filters = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        EventFormat target = format == null ? OutputFile.format(out) : format;
        if (Files.exists(out) && Files.isSameFile(recording.path(), out)) {
            throw new IllegalArgumentException("IN and OUT are both %s; write to another file".formatted(out));
        }
        OutputFile.requireFolder(out);
        FilterChain chain = EventFilters.chain(recording.requireGeometry(), filters);
        Path part = out.resolveSibling(out.getFileName() + ".part");
        try {
            Losses losses = write(target, chain, part);
            if (!losses.isEmpty() && !lossy) {
                throw new IOException(
                        "%s would lose %s; nothing was written, --lossy leaves them out".formatted(out, losses));
            }
            Files.move(part, out, StandardCopyOption.REPLACE_EXISTING);
            printSummary(target, chain, losses);
            return 0;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private long written;

    private Losses write(EventFormat target, FilterChain chain, Path part) throws IOException {
        Progress progress = new Progress(spec.commandLine().getErr());
        EventBuffer events = new EventBuffer(RecordingFile.CHUNK);
        Losses losses = new Losses(target);
        try (EventReader reader = recording.open();
                OutputStream stream = Files.newOutputStream(part);
                EventWriter writer = EventWriters.open(target, stream, chain.geometry())) {
            while (reader.read(events)) {
                chain.apply(events);
                losses.look(events);
                writer.write(events);
                written += events.size();
                progress.update(() -> Progress.text("%,d events written", written));
            }
            losses.read(reader.report());
        }
        return losses;
    }

    private void printSummary(EventFormat target, FilterChain chain, Losses losses) throws IOException {
        spec.commandLine()
                .getOut()
                .println(Progress.text(
                        "%s: %s, %,d events of %s pixels, %,d bytes",
                        out, target, written, chain.geometry(), Files.size(out)));
        for (int i = 0; i < filters.size(); i++) {
            EventFilter filter = chain.filters().get(i);
            spec.commandLine()
                    .getOut()
                    .println(Progress.text(
                            "filter %s: %,d passed, %,d dropped", filters.get(i), filter.passed(), filter.dropped()));
        }
        if (!losses.isEmpty()) {
            spec.commandLine().getOut().println("lost: " + losses);
        }
        spec.commandLine().getOut().flush();
    }
}
