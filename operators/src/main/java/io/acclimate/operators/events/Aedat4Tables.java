// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.events;

import com.google.flatbuffers.FlatBufferBuilder;
import com.google.flatbuffers.Table;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The two FlatBuffers tables of AEDAT 4 that concern events, after iniVation's IOHeader.fbs and Event.fbs. */
final class Aedat4Tables {

    /** Bytes of one event: i64 time, i16 x, i16 y, bool on, 3 of padding. */
    static final int EVENT_BYTES = 16;

    static final String HEADER_IDENTIFIER = "IOHE";
    static final String EVENTS_IDENTIFIER = "EVTS";

    private static final int FIRST_FIELD = 4;
    private static final int SECOND_FIELD = 6;
    private static final int THIRD_FIELD = 8;

    private Aedat4Tables() {}

    /** {@code IOHeader { compression: int32; file_data_position: int64 = -1; description: string; }}. */
    static final class Header extends Table {

        /** Of bytes without size prefix. */
        Header(byte[] bytes, int length) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length).order(ByteOrder.LITTLE_ENDIAN);
            __reset(buffer.getInt(0), buffer);
        }

        int compression() {
            int at = __offset(FIRST_FIELD);
            return at == 0 ? 0 : bb.getInt(at + bb_pos);
        }

        long fileDataPosition() {
            int at = __offset(SECOND_FIELD);
            return at == 0 ? -1 : bb.getLong(at + bb_pos);
        }

        String description() {
            int at = __offset(THIRD_FIELD);
            return at == 0 ? "" : __string(at + bb_pos);
        }
    }

    /** {@code EventPacket { elements: [Event]; }}. */
    static final class Events extends Table {

        /** Of size-prefixed bytes. */
        Events(byte[] bytes, int length) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length).order(ByteOrder.LITTLE_ENDIAN);
            __reset(buffer.getInt(Integer.BYTES) + Integer.BYTES, buffer);
        }

        int count() {
            int at = __offset(FIRST_FIELD);
            return at == 0 ? 0 : __vector_len(at);
        }

        int firstEvent() {
            int at = __offset(FIRST_FIELD);
            return at == 0 ? 0 : __vector(at);
        }
    }

    /** The header table, size-prefixed. */
    static byte[] header(int compression, String description) {
        FlatBufferBuilder builder = new FlatBufferBuilder(1024);
        int text = builder.createString(description);
        builder.startTable(3);
        builder.addOffset(2, text, 0);
        builder.addLong(1, -1, -1);
        builder.addInt(0, compression, 0);
        builder.finishSizePrefixed(builder.endTable(), HEADER_IDENTIFIER);
        return builder.sizedByteArray();
    }

    /** A packet of the events {@code [from, to)}, size-prefixed. */
    static byte[] events(EventBuffer events, int from, int to) {
        FlatBufferBuilder builder = new FlatBufferBuilder((to - from) * EVENT_BYTES + 64);
        builder.startVector(EVENT_BYTES, to - from, Long.BYTES);
        for (int i = to - 1; i >= from; i--) {
            builder.prep(Long.BYTES, EVENT_BYTES);
            builder.pad(3);
            builder.putBoolean(events.polarity()[i] != 0);
            builder.putShort((short) events.y()[i]);
            builder.putShort((short) events.x()[i]);
            builder.putLong(events.times()[i]);
        }
        int elements = builder.endVector();
        builder.startTable(1);
        builder.addOffset(0, elements, 0);
        builder.finishSizePrefixed(builder.endTable(), EVENTS_IDENTIFIER);
        return builder.sizedByteArray();
    }
}
