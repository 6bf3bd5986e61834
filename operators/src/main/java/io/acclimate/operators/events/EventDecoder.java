// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

/**
 * Turns the bytes of one recording or live stream into events. Bytes come in chunks that may be cut anywhere; a decoder
 * keeps what it needs of an unfinished header, word or packet, within a fixed bound, and allocates nothing per event.
 *
 * <p>Bad input is data: what cannot be decoded is counted in the {@link #report()} with its byte offset and skipped, and
 * decoding goes on. Events come out in non-decreasing time, except where the report says {@link Fault#CLOCK_RESET}.
 * Decoders are for one stream and one thread.
 */
public interface EventDecoder {

    /**
     * Decodes {@code bytes[from..to)} and appends the events to {@code out}.
     *
     * @return the index of the first byte not consumed: {@code to}, or less only if {@code out} has no room for the
     *     events of the next word; then empty it and call again with the rest
     */
    int decode(byte[] bytes, int from, int to, EventBuffer out);

    /** Says that no more bytes come, so that an unfinished end is counted as {@link Fault#TRUNCATED}. */
    void finish();

    /** Size of the sensor as the header says it; unknown until the header has been read and where it does not say. */
    Geometry geometry();

    /** What has been decoded and skipped so far; it goes on counting. */
    DecodeReport report();
}
