// SPDX-License-Identifier: Apache-2.0
package io.acclimate.benchmarks;

import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class MemoryPlotTest {

    @Test
    void memoryIsDrawnOverTheWindowsOfTheRun() throws Exception {
        List<MemorySample> samples = List.of(
                MemorySample.now(1, 500, MemorySample.usedHeapNow(), -1),
                MemorySample.now(2, 1000, MemorySample.usedHeapNow(), -1));

        assertThat(samples.get(0).resident()).isGreaterThan(samples.get(0).usedHeap());
        assertThat(MemoryPlot.svg(samples)).contains("1,000 windows", "resident", "polyline");
    }
}
