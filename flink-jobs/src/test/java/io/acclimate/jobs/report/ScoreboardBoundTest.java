// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.report;

import io.acclimate.jobs.data.Recording;
import io.acclimate.jobs.data.ShiftKind;
import io.acclimate.jobs.report.Records.ManualClock;
import io.acclimate.schemas.Prediction;

import org.junit.jupiter.api.Test;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

import static io.acclimate.jobs.report.Records.SECOND;
import static io.acclimate.jobs.report.Records.abrupt;
import static io.acclimate.jobs.report.Records.prediction;
import static io.acclimate.jobs.report.Records.recording;
import static io.acclimate.jobs.report.Records.run;
import static org.assertj.core.api.Assertions.assertThat;

class ScoreboardBoundTest {

    private static final int READINGS = 250_000;

    @Test
    void aMillionPredictionsKeepNoMoreThanAThousand() throws IllegalAccessException {
        ManualClock clock = new ManualClock();
        Scoreboard board = new Scoreboard(
                run(
                        recording("a", 0, READINGS),
                        recording("b", 0, READINGS, abrupt(ShiftKind.NOISE, READINGS / 2)),
                        recording("c", 0, READINGS, abrupt(ShiftKind.NOISE, 10), abrupt(ShiftKind.NOISE, 900)),
                        recording("d", 0, READINGS)),
                clock);
        feed(board, clock, 0, 1000);
        long early = size(board);
        feed(board, clock, 1000, READINGS);
        assertThat(board.snapshot().overall().windows()).isEqualTo(4L * READINGS);
        assertThat(size(board)).isEqualTo(early);
    }

    private static void feed(Scoreboard board, ManualClock clock, int from, int to) {
        Prediction reused = prediction("a", 0, 1, 0, 1);
        for (int i = from; i < to; i++) {
            reused.setWindowStartMicros(i * SECOND);
            reused.setWindowEndMicros((i + 1) * SECOND);
            reused.setLatencyMillis(i % 5000);
            clock.advanceMillis(10);
            for (String stream : new String[] {"a", "b", "c", "d"}) {
                reused.setStreamId(stream);
                board.add(reused);
            }
        }
    }

    /** Slots of all arrays and collections that the board reaches, other than the recordings. */
    private static long size(Object root) throws IllegalAccessException {
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Object> open = new ArrayDeque<>(Set.of(root));
        long size = 0;
        while (!open.isEmpty()) {
            Object next = open.pop();
            if (next instanceof Recording || !seen.add(next)) {
                continue;
            }
            if (next instanceof Map<?, ?> map) {
                size += map.size();
                map.forEach((key, value) -> {
                    open.push(key);
                    open.push(value);
                });
            } else if (next instanceof Collection<?> collection) {
                size += collection.size();
                collection.forEach(open::push);
            } else if (next.getClass().isArray()) {
                size += Array.getLength(next);
                pushElements(next, open);
            } else if (next.getClass().getName().startsWith("io.acclimate") && !(next instanceof Enum<?>)) {
                pushFields(next, open);
            }
        }
        return size;
    }

    private static void pushElements(Object array, Deque<Object> open) {
        if (array instanceof Object[] elements) {
            for (Object element : elements) {
                if (element != null) {
                    open.push(element);
                }
            }
        }
    }

    private static void pushFields(Object object, Deque<Object> open) throws IllegalAccessException {
        for (Field field : object.getClass().getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
                field.setAccessible(true);
                Object value = field.get(object);
                if (value != null) {
                    open.push(value);
                }
            }
        }
    }
}
