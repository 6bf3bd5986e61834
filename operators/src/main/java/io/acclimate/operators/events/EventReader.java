// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads a recording from a file piece by piece in constant memory, whatever its size. */
public final class EventReader implements AutoCloseable {

    private static final int CHUNK_BYTES = 256 * 1024;

    private final InputStream in;
    private final EventFormat format;
    private final EventDecoder decoder;
    private final byte[] chunk = new byte[CHUNK_BYTES];
    private int at;
    private int end;
    private boolean ended;
    private boolean lineEnded = true;

    private EventReader(InputStream in, EventFormat format, EventDecoder decoder) {
        this.in = in;
        this.format = format;
        this.decoder = decoder;
    }

    /**
     * Opens a recording and finds out its format.
     *
     * @throws IOException if it cannot be read or its format is unknown, with a sentence for the user
     */
    public static EventReader open(Path file) throws IOException {
        return open(file, detect(file));
    }

    /** Opens a recording whose format is known. */
    public static EventReader open(Path file, EventFormat format) throws IOException {
        return open(file, format, format.newDecoder());
    }

    /** Opens a recording for which a decoder has been made. */
    public static EventReader open(Path file, EventFormat format, EventDecoder decoder) throws IOException {
        return new EventReader(Files.newInputStream(requireFile(file)), format, decoder);
    }

    private static Path requireFile(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + (Files.exists(file) ? " is not a file" : " does not exist"));
        }
        return file;
    }

    /**
     * Format of a file.
     *
     * @throws IOException if it cannot be read or is of no known format, with a sentence for the user
     */
    public static EventFormat detect(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(requireFile(file)))) {
            byte[] head = in.readNBytes(EventFormat.HEAD_BYTES);
            return EventFormat.detect(head, head.length, file.getFileName().toString())
                    .orElseThrow(() -> new IOException(file + " is in no known event-camera format; name one of "
                            + List.of(EventFormat.values()) + " with --input-format"));
        }
    }

    /**
     * Empties the buffer and fills it with the next events, up to its limit.
     *
     * @return false if the recording is at its end and the buffer is empty
     */
    public boolean read(EventBuffer out) throws IOException {
        out.clear();
        while (!ended) {
            if (at == end) {
                fill();
            }
            int next = decoder.decode(chunk, at, end, out);
            boolean full = next < end;
            at = next;
            if (full) {
                return true;
            }
        }
        return !out.isEmpty();
    }

    private void fill() throws IOException {
        at = 0;
        end = Math.max(in.read(chunk), 0);
        if (end == 0 && format == EventFormat.TEXT && !lineEnded) {
            // Editors and tools often leave out the last line end, and the line is whole all the same.
            chunk[0] = '\n';
            end = 1;
        } else if (end == 0) {
            ended = true;
            decoder.finish();
        }
        lineEnded = end > 0 && chunk[end - 1] == '\n';
    }

    /** The recording's format. */
    public EventFormat format() {
        return format;
    }

    /** Size of the sensor, known after the first {@link #read} if at all. */
    public Geometry geometry() {
        return decoder.geometry();
    }

    /** What has been decoded and skipped so far. */
    public DecodeReport report() {
        return decoder.report();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
