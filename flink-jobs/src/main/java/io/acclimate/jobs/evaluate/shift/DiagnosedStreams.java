// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs.evaluate.shift;

import io.acclimate.operators.shift.Diagnosis;
import io.acclimate.operators.shift.ShiftWatch;
import io.acclimate.schemas.ShiftCourse;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** What the job's watch says of streams whose shift is known: what moved, and how it came. */
final class DiagnosedStreams {

    private static final int STAY = 40;
    private static final int RAMP = 8;
    private static final double SKEW = 0.7;

    private final ShiftWatch watch;
    private final DrawnBatches clean;
    private final Confusion kinds = new Confusion("what moved", Diagnosis.Kind.values());
    private final Confusion courses = new Confusion("how it came", ShiftCourse.values());

    DiagnosedStreams(ShiftWatch watch, DrawnBatches clean) {
        this.watch = watch;
        this.clean = clean;
    }

    /** A stream on its way through the watch. */
    private final class Stream {
        private final SplittableRandom random;
        private double[] state = {};
        private long batches;
        private Optional<Diagnosis> last = Optional.empty();

        Stream(long seed) {
            random = new SplittableRandom(seed);
        }

        /** Shows some batches; what alarms there said last is kept. */
        Stream show(DrawnBatches from, int count, double skew) {
            for (int i = 0; i < count; i++) {
                ShiftWatch.Batch batch = skew > 0 ? from.skewed(random, ++batches, skew) : from.next(random, ++batches);
                ShiftWatch.Update update = watch.update(state, batch);
                state = update.state();
                if (update.alert().isPresent()) {
                    last = update.alert().map(ShiftWatch.Alert::diagnosis);
                }
            }
            return this;
        }

        /** Forgets what was said so far: what counts is said of the next batches. */
        Stream now() {
            last = Optional.empty();
            return this;
        }
    }

    /** Streams without a shift, and with one of the class shares only. */
    void withoutDomain(int runs, long seed) {
        for (int run = 0; run < runs; run++) {
            kind("none", new Stream(seed + run).show(clean, 2 * STAY, 0));
            kind("label", new Stream(seed + run).show(clean, STAY, 0).now().show(clean, STAY, SKEW));
        }
    }

    /** Streams that enter a domain, given at severities 1 to the full one. */
    void domain(List<DrawnBatches> severities, int runs, long seed) {
        DrawnBatches full = severities.get(severities.size() - 1);
        for (int run = 0; run < runs; run++) {
            Stream abrupt = new Stream(seed + run).show(clean, STAY, 0).now().show(full, STAY, 0);
            kind("covariate", abrupt);
            course("abrupt", abrupt);
            kind("both", new Stream(seed + run).show(clean, STAY, 0).now().show(full, STAY, SKEW));
            Stream gradual = new Stream(seed + run).show(clean, STAY, 0).now();
            severities.forEach(severity -> gradual.show(severity, RAMP, 0));
            course("gradual", gradual);
            course(
                    "returning",
                    new Stream(seed + run)
                            .show(clean, STAY, 0)
                            .show(full, STAY, 0)
                            .show(clean, STAY, 0)
                            .now()
                            .show(full, STAY, 0));
        }
    }

    private void kind(String truth, Stream stream) {
        kinds.add(truth, stream.last.map(Diagnosis::kind));
    }

    private void course(String truth, Stream stream) {
        courses.add(
                truth,
                stream.last.map(found -> found.regime() > 0
                        ? ShiftCourse.RETURNING
                        : ShiftCourse.valueOf(found.course().name())));
    }

    Confusion kinds() {
        return kinds;
    }

    Confusion courses() {
        return courses;
    }
}
