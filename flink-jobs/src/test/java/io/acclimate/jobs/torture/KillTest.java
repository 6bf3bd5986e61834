// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.torture;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/** Plans of kills. */
class KillTest {

    private static final int KILLS = 1000;

    @Test
    void theSameSeedGivesTheSamePlanAndAnotherSeedAnother() {
        assertThat(Kill.plan(1, KILLS)).isEqualTo(Kill.plan(1, KILLS)).isNotEqualTo(Kill.plan(2, KILLS));
    }

    @Test
    void mostKillsAreOfTaskManagersAndNoKindIsLeftOut() {
        Map<ClusterRole, Long> kinds =
                Kill.plan(1, KILLS).stream().collect(Collectors.groupingBy(Kill::role, Collectors.counting()));
        assertThat(kinds.get(ClusterRole.TASK_MANAGER)).isBetween(700L, 900L);
        assertThat(kinds.get(ClusterRole.JOB_MANAGER)).isBetween(50L, 150L);
        assertThat(kinds.get(ClusterRole.BROKER)).isBetween(50L, 150L);
    }

    @Test
    void someKillsStrikeDuringRecoveryButNeverTheFirst() {
        List<Kill> plan = Kill.plan(1, KILLS);
        assertThat(plan.get(0).early()).isFalse();
        assertThat(plan.stream().filter(Kill::early).count()).isBetween(150L, 350L);
        assertThat(plan).allSatisfy(kill -> assertThat(kill.after()).isBetween(0.0, 1.0));
    }
}
