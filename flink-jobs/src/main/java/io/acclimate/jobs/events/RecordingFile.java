// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.events;

import io.acclimate.operators.events.AddressLayout;
import io.acclimate.operators.events.EventBuffer;
import io.acclimate.operators.events.EventFormat;
import io.acclimate.operators.events.EventReader;
import io.acclimate.operators.events.Geometry;

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The recording that a command reads, and what the user knows of it that the file does not say. */
final class RecordingFile {

    /** Events that are read at once. */
    static final int CHUNK = 1 << 16;

    private static final Pattern SIZE = Pattern.compile("(\\d{1,5})x(\\d{1,5})");

    @Parameters(index = "0", paramLabel = "FILE", description = "The recording.")
    private Path file;

    @Option(
            names = "--input-format",
            paramLabel = "FORMAT",
            description =
                    "Format of the recording, if its first bytes and its name do not tell: ${COMPLETION-CANDIDATES}.")
    private EventFormat format;

    @Option(
            names = "--geometry",
            paramLabel = "WxH",
            description = "Size of the sensor in pixels, if the recording does not say it.")
    private String geometry;

    @Option(
            names = "--address-layout",
            paramLabel = "LAYOUT",
            description =
                    "Where addresses of AEDAT2 hold column, row and polarity, if the header does not name the camera:"
                            + " ${COMPLETION-CANDIDATES}.")
    private AddressLayout layout;

    Path path() {
        return file;
    }

    long bytes() throws IOException {
        return Files.size(file);
    }

    /** Opens the recording at its beginning. */
    EventReader open() throws IOException {
        EventFormat known = format == null ? EventReader.detect(file) : format;
        if (layout != null) {
            return EventReader.open(file, known, known.newDecoder(layout));
        }
        return EventReader.open(file, known);
    }

    /** What the recording says of the sensor's size, else the option, else unknown. */
    Geometry geometry(EventReader reader) {
        return reader.geometry().isKnown() ? reader.geometry() : given();
    }

    private Geometry given() {
        if (geometry == null) {
            return Geometry.UNKNOWN;
        }
        Matcher said = SIZE.matcher(geometry);
        Geometry size = said.matches()
                ? Geometry.of(Long.parseLong(said.group(1)), Long.parseLong(said.group(2)))
                : Geometry.UNKNOWN;
        if (!size.isKnown()) {
            throw new IllegalArgumentException(
                    "--geometry '%s' is no size of a sensor; write WxH, such as 640x480".formatted(geometry));
        }
        return size;
    }

    /**
     * The sensor's size as in {@link #geometry}, for what cannot do without.
     *
     * @throws IOException with a sentence that says how far the events reach if neither says it
     */
    Geometry requireGeometry() throws IOException {
        Extent extent = new Extent();
        try (EventReader reader = open()) {
            EventBuffer events = new EventBuffer(CHUNK);
            boolean more = reader.read(events);
            while (more && !geometry(reader).isKnown()) {
                extent.add(events);
                more = reader.read(events);
            }
            Geometry known = geometry(reader);
            if (!known.isKnown()) {
                throw new IOException("%s does not say how large its sensor is; give --geometry WxH (%s)"
                        .formatted(file, extent.describe()));
            }
            return known;
        }
    }

    /**
     * The sensor's size as in {@link #geometry}, else just so large that all events fit.
     *
     * @throws IOException if it has no events either
     */
    Geometry geometryOrExtent() throws IOException {
        try (EventReader reader = open()) {
            EventBuffer events = new EventBuffer(CHUNK);
            Extent extent = new Extent();
            boolean more = reader.read(events);
            while (more && !geometry(reader).isKnown()) {
                extent.add(events);
                more = reader.read(events);
            }
            Geometry known = geometry(reader).isKnown() ? geometry(reader) : extent.geometry();
            if (!known.isKnown()) {
                throw new IOException("%s holds no events".formatted(file));
            }
            return known;
        }
    }
}
