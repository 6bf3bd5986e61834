// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** The file and stream formats of event cameras that can be read. */
public enum EventFormat {
    /** N-MNIST and N-Caltech101, .bin and .bs2. */
    N_MNIST(NMnistDecoder::new),
    /** Prophesee DAT. */
    DAT(DatDecoder::create),
    /** Prophesee RAW, EVT 2.0. */
    EVT2(Evt2Decoder::create),
    /** Prophesee RAW, EVT 2.1. */
    EVT21(Evt21Decoder::create),
    /** Prophesee RAW, EVT 3.0. */
    EVT3(Evt3Decoder::create),
    /** AEDAT 1 and 2 of jAER. */
    AEDAT2(() -> Aedat2Decoder.create(null)),
    /** AEDAT 3.1 of cAER. */
    AEDAT3(Aedat3Decoder::create),
    /** AEDAT 4 of iniVation's DV. */
    AEDAT4(Aedat4Decoder::new),
    /** Event Stream, .es. */
    EVENT_STREAM(EventStreamDecoder::new),
    /** Text with one event per line, .csv and .txt. */
    TEXT(TextDecoder::new);

    /** How many bytes from the beginning of a file {@link #detect} can make use of. */
    public static final int HEAD_BYTES = 64 * 1024;

    private final Supplier<EventDecoder> decoder;

    EventFormat(Supplier<EventDecoder> decoder) {
        this.decoder = decoder;
    }

    /** A decoder for one recording or stream of this format, at its first byte. */
    public EventDecoder newDecoder() {
        return decoder.get();
    }

    /**
     * A decoder of AEDAT 2 with a layout of addresses that the header does not name or names wrongly.
     *
     * @throws IllegalArgumentException if this is another format
     */
    public EventDecoder newDecoder(AddressLayout layout) {
        if (this != AEDAT2) {
            throw new IllegalArgumentException("only AEDAT2 recordings have addresses to lay out, this is " + this);
        }
        return Aedat2Decoder.create(layout);
    }

    /**
     * Finds the format of a recording by its first bytes, and by the end of its name where the bytes do not say.
     *
     * @param length number of bytes in {@code head}; up to {@link #HEAD_BYTES} are of use
     * @return the format, or nothing if it is none of these
     */
    public static Optional<EventFormat> detect(byte[] head, int length, String fileName) {
        String text = new String(head, 0, Math.min(length, HEAD_BYTES), StandardCharsets.ISO_8859_1);
        String name = fileName.toLowerCase(Locale.ROOT);
        if (text.startsWith(EventStreamDecoder.MAGIC)) {
            return Optional.of(EVENT_STREAM);
        }
        if (text.startsWith("#!AER-DAT")) {
            return ofAedat(text.substring("#!AER-DAT".length()));
        }
        if (text.startsWith("% ")) {
            return ofProphesee(text, name);
        }
        return ofName(name, head, length);
    }

    private static Optional<EventFormat> ofAedat(String version) {
        return switch (version.isEmpty() ? ' ' : version.charAt(0)) {
            case '1', '2' -> Optional.of(AEDAT2);
            case '3' -> Optional.of(AEDAT3);
            case '4' -> Optional.of(AEDAT4);
            default -> Optional.empty();
        };
    }

    private static Optional<EventFormat> ofProphesee(String text, String name) {
        for (String line : text.split("\n")) {
            if (!line.startsWith("% ") || line.strip().equals("% end")) {
                break;
            }
            String said = line.substring(2).strip().toLowerCase(Locale.ROOT);
            if (said.startsWith("evt 2.0") || said.startsWith("format evt2;") || said.equals("format evt2")) {
                return Optional.of(EVT2);
            }
            if (said.startsWith("evt 2.1") || said.startsWith("format evt21")) {
                return Optional.of(EVT21);
            }
            if (said.startsWith("evt 3") || said.startsWith("format evt3")) {
                return Optional.of(EVT3);
            }
        }
        return name.endsWith(".raw") ? Optional.empty() : Optional.of(DAT);
    }

    private static Optional<EventFormat> ofName(String name, byte[] head, int length) {
        if (name.endsWith(".dat")) {
            return Optional.of(DAT);
        }
        if (name.endsWith(".bin") || name.endsWith(".bs2")) {
            return Optional.of(N_MNIST);
        }
        if (name.endsWith(".aedat")) {
            return Optional.of(AEDAT2);
        }
        boolean text = name.endsWith(".csv") || name.endsWith(".txt");
        return text && TextDecoder.matches(head, length) ? Optional.of(TEXT) : Optional.empty();
    }
}
