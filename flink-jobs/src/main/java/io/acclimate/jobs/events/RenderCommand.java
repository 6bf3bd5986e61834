// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.events;

import io.acclimate.operators.events.EventBuffer;
import io.acclimate.operators.events.EventReader;
import io.acclimate.operators.events.Geometry;
import io.acclimate.operators.events.filter.EventFilters;
import io.acclimate.operators.events.filter.FilterChain;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/** {@code acclimate events render}. */
@Command(
        name = "render",
        mixinStandardHelpOptions = true,
        description = "Draws a recording: one window of time as a PNG, or all windows one after the other as a GIF.",
        footer = {
            "",
            "A pixel's colour says how many ON and OFF events it had in the window. RED_BLUE: ON blue, OFF red on white;"
                    + " DARK: ON white, OFF blue on black; GREY: brighter for ON, darker for OFF."
        })
public final class RenderCommand implements Callable<Integer> {

    private static final int MOST_FRAMES = 2000;
    private static final int WANTED_WIDTH = 320;
    private static final int LARGEST_SIDE = 16_384;

    @Spec
    private CommandSpec spec;

    @Mixin
    private RecordingFile recording;

    @Option(names = "--out", paramLabel = "PICTURE", required = true, description = "A .png or .gif file to write.")
    private Path out;

    @Option(
            names = "--window",
            paramLabel = "MILLIS",
            defaultValue = "30",
            description = "Time that one picture shows (default: ${DEFAULT-VALUE}).")
    private double windowMillis;

    @Option(
            names = "--from",
            paramLabel = "SECONDS",
            defaultValue = "0",
            description = "Where to begin, after the recording's first event (default: ${DEFAULT-VALUE}).")
    private double fromSeconds;

    @Option(
            names = "--colour-map",
            paramLabel = "MAP",
            defaultValue = "RED_BLUE",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private ColourMap colours;

    @Option(
            names = "--scale",
            paramLabel = "N",
            description = "Side of a sensor's pixel in the picture; default: so that it is at least 320 wide.")
    private Integer scale;

    @Option(
            names = "--frame-millis",
            paramLabel = "MILLIS",
            defaultValue = "40",
            description = "How long the animation shows a window (default: ${DEFAULT-VALUE}).")
    private int frameMillis;

    @Option(
            names = "--filter",
            paramLabel = "NAME=VALUE",
            description = "Filter, as in 'events convert'; may be repeated.")
    private List<String> filters = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        String name = out.getFileName().toString().toLowerCase(Locale.ROOT);
        if (!name.endsWith(".png") && !name.endsWith(".gif")) {
            throw new IllegalArgumentException("--out %s is neither a .png nor a .gif file".formatted(out));
        }
        if (!(windowMillis >= 0.001) || !(fromSeconds >= 0) || frameMillis < 1) {
            throw new IllegalArgumentException(
                    "--window must be at least 0.001 ms, --from not negative and --frame-millis at least 1");
        }
        OutputFile.requireFolder(out);
        FilterChain chain = EventFilters.chain(recording.geometryOrExtent(), filters);
        EventImage image = new EventImage(chain.geometry(), colours, scale(chain.geometry()));
        try (Pictures pictures =
                name.endsWith(".png") ? Pictures.png(out) : Pictures.gif(out, frameMillis, MOST_FRAMES)) {
            draw(chain, image, pictures);
            int side = scale(chain.geometry());
            print(Progress.text(
                    "%s: %d x %d pixels, %,d windows of %s ms, %,d events%s",
                    out,
                    chain.geometry().width() * side,
                    chain.geometry().height() * side,
                    pictures.count(),
                    windowMillis,
                    drawn,
                    pictures.count() == MOST_FRAMES ? "; the rest is left out, a longer --window shows more" : ""));
        }
        return 0;
    }

    private long drawn;

    private int scale(Geometry sensor) {
        int factor = scale == null ? (WANTED_WIDTH + sensor.width() - 1) / sensor.width() : scale;
        if (factor < 1 || (long) factor * Math.max(sensor.width(), sensor.height()) > LARGEST_SIDE) {
            throw new IllegalArgumentException("a scale of %d makes no picture of %s pixels of up to %d x %d"
                    .formatted(factor, sensor, LARGEST_SIDE, LARGEST_SIDE));
        }
        return factor;
    }

    private void draw(FilterChain chain, EventImage image, Pictures pictures) throws IOException {
        Progress progress = new Progress(spec.commandLine().getErr());
        EventBuffer events = new EventBuffer(RecordingFile.CHUNK);
        try (EventReader reader = recording.open()) {
            Windows windows = new Windows(Math.round(windowMillis * 1000), Math.round(fromSeconds * 1e6));
            while (!pictures.isFull() && reader.read(events)) {
                windows.start(events.times()[0]);
                chain.apply(events);
                for (int i = 0; i < events.size() && !pictures.isFull(); i++) {
                    while (windows.endsBefore(events.times()[i]) && !pictures.isFull()) {
                        pictures.add(image);
                    }
                    if (windows.holds(events.times()[i]) && !pictures.isFull()) {
                        image.add(events.x()[i], events.y()[i], events.polarity()[i]);
                        drawn++;
                    }
                }
                progress.update(() -> Progress.text("%,d windows drawn", pictures.count()));
            }
        }
        if (drawn == 0 && pictures.count() == 0) {
            throw new IOException("%s has no events %s s after its first one; begin earlier with --from"
                    .formatted(recording.path(), fromSeconds));
        }
        if (!pictures.isFull()) {
            pictures.add(image);
        }
    }

    private void print(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }
}
