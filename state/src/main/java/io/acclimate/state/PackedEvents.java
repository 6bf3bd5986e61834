// SPDX-License-Identifier: Apache-2.0
package io.acclimate.state;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Camera events as bytes, 8 an event, little-endian: time since an origin in microseconds (31 bits) with bit 31 set for
 * ON, then column and row (16 bits each). The same bytes travel from packet to window and lie in state, so nothing is
 * repacked on the way.
 */
public final class PackedEvents {

    /** Bytes of one event. */
    public static final int BYTES = 8;

    /** Latest time since the origin that fits, microseconds: 35 minutes and 47 seconds. */
    public static final int LONGEST_MICROS = Integer.MAX_VALUE;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle CHAR = MethodHandles.byteArrayViewVarHandle(char[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int COLUMN = 4;
    private static final int ROW = 6;
    private static final int ON = 1 << 31;

    private PackedEvents() {}

    /** Writes an event whose first byte is {@code bytes[at]}. */
    public static void put(byte[] bytes, int at, int micros, boolean on, int column, int row) {
        INT.set(bytes, at, on ? micros | ON : micros);
        CHAR.set(bytes, at + COLUMN, (char) column);
        CHAR.set(bytes, at + ROW, (char) row);
    }

    /** Time since the origin, microseconds, of the event whose first byte is {@code bytes[at]}. */
    public static int micros(byte[] bytes, int at) {
        return (int) INT.get(bytes, at) & LONGEST_MICROS;
    }

    /** 1 for ON, 0 for OFF. */
    public static int polarity(byte[] bytes, int at) {
        return (int) INT.get(bytes, at) >>> 31;
    }

    /** Column from the left. */
    public static char column(byte[] bytes, int at) {
        return (char) CHAR.get(bytes, at + COLUMN);
    }

    /** Row from the top. */
    public static char row(byte[] bytes, int at) {
        return (char) CHAR.get(bytes, at + ROW);
    }

    /** Counts an event's time from an origin that lies {@code micros} later. */
    public static void moveOrigin(byte[] bytes, int at, int micros) {
        INT.set(bytes, at, (int) INT.get(bytes, at) - micros);
    }
}
