// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.flink;

import io.acclimate.operators.guard.Enforcement;
import io.acclimate.state.ControlOrder;
import io.acclimate.state.NamedTensor;
import io.acclimate.state.StreamSnapshot;
import io.acclimate.state.StreamSnapshot.Reason;
import io.acclimate.state.StreamState;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** The bounded ring of copies that every stream keeps of what it had learned. */
final class SnapshotRing {

    private final AdaptStateManager state;
    private final SnapshotSettings settings;

    /**
     * A snapshot and its place.
     *
     * @param number counts the stream's snapshots from 1
     * @param snapshot the copy
     * @param numbers of all snapshots that the stream has now, oldest first
     */
    record Kept(long number, StreamSnapshot snapshot, List<Long> numbers) {}

    SnapshotRing(AdaptStateManager state, SnapshotSettings settings) {
        this.state = state;
        this.settings = settings;
    }

    /** Whether a healthy stream's snapshot is due at this step. */
    boolean due(long steps) {
        return steps % settings.interval() == 0;
    }

    /** Keeps a copy; the oldest that is not pinned makes room. Nothing is kept if too many are pinned. */
    Optional<Kept> take(String streamId, StreamState stream, Reason reason, boolean pin) throws Exception {
        NavigableMap<Long, StreamSnapshot> ring = state.snapshots(streamId);
        long pinned = ring.values().stream().filter(StreamSnapshot::pinned).count();
        // One place is always left for the copy that a healthy stream makes.
        if (pinned >= settings.perStream() - (pin ? 1 : 0)) {
            return Optional.empty();
        }
        long number = ring.isEmpty() ? 1 : ring.lastKey() + 1;
        StreamSnapshot snapshot =
                new StreamSnapshot(reason, pin, stream.steps(), stream.updates(), stream.endMicros(), stream.vectors());
        state.putSnapshot(streamId, number, snapshot);
        ring.put(number, snapshot);
        while (ring.size() > settings.perStream()) {
            long leaving = leaving(ring);
            state.removeSnapshot(streamId, leaving);
            ring.remove(leaving);
        }
        return Optional.of(new Kept(number, snapshot, List.copyOf(ring.keySet())));
    }

    /**
     * The oldest that is not pinned. But copies of states to which a stream may return keep up to half of the places, for they
     * are wanted when they are old; and the newest copy of a healthy stream stays as long as another can go, or copies of what
     * went wrong would push out all that there is to go back to.
     */
    static long leaving(NavigableMap<Long, StreamSnapshot> ring) {
        List<Long> free = numbers(ring, snapshot -> !snapshot.pinned());
        List<Long> regimes = numbers(ring, snapshot -> !snapshot.pinned() && snapshot.reason() == Reason.REGIME);
        List<Long> healthy = numbers(ring, snapshot -> snapshot.reason() == Reason.HEALTHY);
        if (regimes.size() > ring.size() / 2) {
            return regimes.get(0);
        }
        List<Long> wanted = new ArrayList<>(regimes);
        wanted.addAll(healthy.subList(Math.max(0, healthy.size() - 1), healthy.size()));
        return free.stream()
                .filter(number -> !wanted.contains(number))
                .findFirst()
                .or(() -> regimes.stream().findFirst())
                .orElseGet(() -> free.get(0));
    }

    private static List<Long> numbers(NavigableMap<Long, StreamSnapshot> ring, Predicate<StreamSnapshot> wanted) {
        return ring.entrySet().stream()
                .filter(entry -> wanted.test(entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Keeps snapshot {@code number} from making room; empty if there is none or too many are pinned. */
    Optional<Kept> pin(String streamId, long number) throws Exception {
        NavigableMap<Long, StreamSnapshot> ring = state.snapshots(streamId);
        StreamSnapshot found = ring.get(number);
        long others = ring.entrySet().stream()
                .filter(entry -> entry.getKey() != number && entry.getValue().pinned())
                .count();
        if (found == null || others >= settings.perStream() - 1) {
            return Optional.empty();
        }
        state.putSnapshot(streamId, number, found.pin());
        return Optional.of(new Kept(number, found.pin(), List.copyOf(ring.keySet())));
    }

    /** The newest copy of all that this state has learned, if there is one. */
    OptionalLong of(String streamId, StreamState stream) throws Exception {
        return state.snapshots(streamId).descendingMap().entrySet().stream()
                .filter(entry -> entry.getValue().updates() == stream.updates()
                        && NamedTensor.equal(entry.getValue().vectors(), stream.vectors()))
                .mapToLong(Map.Entry::getKey)
                .findFirst();
    }

    /** The copy with this number, if the stream still has it. */
    Optional<StreamSnapshot> find(String streamId, long number) throws Exception {
        return Optional.ofNullable(state.snapshots(streamId).get(number));
    }

    /** The newest copy of a healthy stream. */
    Optional<Enforcement.Numbered> healthy(String streamId) throws Exception {
        return newest(streamId, snapshot -> snapshot.reason() == Reason.HEALTHY)
                .map(kept -> new Enforcement.Numbered(kept.number(), kept.snapshot()));
    }

    /** The copy that a rollback command means, for a stream that has made {@code steps}. */
    Optional<Kept> chosen(String streamId, ControlOrder order, long steps) throws Exception {
        return switch (order.choice()) {
            case NEWEST -> newest(streamId, snapshot -> true);
            case NUMBER -> {
                NavigableMap<Long, StreamSnapshot> ring = state.snapshots(streamId);
                yield Optional.ofNullable(ring.get(order.value()))
                        .map(found -> new Kept(order.value(), found, List.copyOf(ring.keySet())));
            }
            case STEPS_BACK -> newest(streamId, snapshot -> snapshot.steps() <= steps - order.value());
            case BEFORE -> newest(streamId, snapshot -> snapshot.endMicros() < order.value());
        };
    }

    private Optional<Kept> newest(String streamId, Predicate<StreamSnapshot> wanted) throws Exception {
        NavigableMap<Long, StreamSnapshot> ring = state.snapshots(streamId);
        for (Map.Entry<Long, StreamSnapshot> entry : ring.descendingMap().entrySet()) {
            if (wanted.test(entry.getValue())) {
                return Optional.of(new Kept(entry.getKey(), entry.getValue(), List.copyOf(ring.keySet())));
            }
        }
        return Optional.empty();
    }
}
