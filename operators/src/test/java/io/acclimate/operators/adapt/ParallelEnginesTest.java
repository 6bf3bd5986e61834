// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.adapt.AdaptationSettings.Statistics;
import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.testing.SyntheticModel;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Task slots of one JVM adapt at the same time and do not disturb each other. */
class ParallelEnginesTest {

    private static final int STEPS = 3;

    @ParameterizedTest
    @MethodSource("io.acclimate.operators.adapt.Streams#learningMethods")
    void twoThreadsAtOnceEqualOneAfterTheOtherBitForBit(String method, Statistics statistics) throws Exception {
        CyclicBarrier alone = new CyclicBarrier(1);
        List<List<BatchResult>> first = run(method, statistics, alone, 0, 1).call();
        List<List<BatchResult>> second = run(method, statistics, alone, 2, 3, 4).call();
        CyclicBarrier start = new CyclicBarrier(2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            var one = threads.submit(run(method, statistics, start, 0, 1));
            var other = threads.submit(run(method, statistics, start, 2, 3, 4));

            assertIdentical(one, first);
            assertIdentical(other, second);
        } finally {
            threads.shutdown();
        }
    }

    private static Callable<List<List<BatchResult>>> run(
            String method, Statistics statistics, CyclicBarrier start, int... streams) {
        return () -> {
            try (LoadedModel model = SyntheticModel.load()) {
                AdaptationEngine engine = new AdaptationEngine(model, Streams.settings(method, statistics));
                start.await(60, TimeUnit.SECONDS);
                return Streams.run(engine, STEPS, streams);
            }
        };
    }

    private static void assertIdentical(Future<List<List<BatchResult>>> future, List<List<BatchResult>> expected)
            throws ExecutionException, InterruptedException {
        List<List<BatchResult>> found = future.get();
        for (int step = 0; step < STEPS; step++) {
            for (int s = 0; s < expected.get(step).size(); s++) {
                Streams.assertIdentical(
                        found.get(step).get(s), expected.get(step).get(s));
            }
        }
    }
}
