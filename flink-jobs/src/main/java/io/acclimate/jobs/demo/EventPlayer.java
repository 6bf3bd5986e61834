// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.demo;

import io.acclimate.jobs.data.EventRecording;
import io.acclimate.operators.events.EventPackets;
import io.acclimate.schemas.EventPacket;
import io.acclimate.schemas.RecordCodec;
import io.acclimate.schemas.SchemaStore;

/** Cuts the recording of an event camera into packets of some milliseconds. */
final class EventPlayer implements PacketPlayer.Packets {

    private static final long PACKET_MICROS = 20_000;
    private static final int MOST_EVENTS = 32_768;

    private final RecordCodec<EventPacket> codec = RecordCodec.of(EventPacket.class, SchemaStore.builtIn());
    private final EventRecording recording;
    private int at;

    EventPlayer(EventRecording recording) {
        this.recording = recording;
    }

    @Override
    public String streamId() {
        return recording.streamId();
    }

    @Override
    public boolean hasNext() {
        return at < recording.events().size();
    }

    @Override
    public long sinceStartMicros() {
        return recording.events().times()[at];
    }

    @Override
    public byte[] next() {
        int from = at;
        long until = recording.events().times()[from] + PACKET_MICROS;
        while (hasNext() && at - from < MOST_EVENTS && recording.events().times()[at] < until) {
            at++;
        }
        return codec.encode(EventPackets.of(
                recording.streamId(), recording.width(), recording.height(), recording.events(), from, at));
    }
}
