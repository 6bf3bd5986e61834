// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.adapt.AdaptationWrappers.Unknown;
import io.acclimate.operators.model.Network;
import io.acclimate.operators.model.Normalization;
import io.acclimate.operators.model.SourceKnowledge;

import java.util.List;

/** Combines methods with what {@link AdaptationWrappers} ask for; what is listed later there lies inside. */
final class WrappedMethods {

    /** Methods whose only optimizer step per batch is that of the student. */
    private static final List<String> SINGLE_STEP = List.of(
            "tent", "eta", "eata", "rdumb", "rpl", "core", "cafa", "shot", "deyo", "cotta", "rmt", "santa", "roid",
            "cmf");

    private static final String LSA_WITHOUT_SOURCE =
            "adapt.label-shift lsa needs source data, but the model package holds none; train it with '--replay N', or set"
                    + " it to mlls";

    private WrappedMethods() {}

    static AdaptationMethod of(AdaptationMethod bare, MethodContext context) {
        AdaptationWrappers wrappers = context.settings().wrappers();
        AdaptationMethod method = bare;
        if (wrappers.trustRegion() > 0) {
            method = inTrustRegion(method, context);
        }
        method = underLabelShift(method, context);
        if (wrappers.window() > 0) {
            AdaptationMethod source = context.withoutUpdate(Normalization.SOURCE);
            method = new StreamByStream(new SlidingWindow(method, source, wrappers.window(), context.windowSize()));
        }
        if (wrappers.unknown() != Unknown.NONE) {
            Network network = context.model().network();
            int places = wrappers.unknown() == Unknown.CLUSTERING ? wrappers.unknownBank() : 0;
            method = new UnknownRejection(method, network.classes(), network.featureSize(), places);
        }
        return wrappers.resetInterval() > 0 ? new PeriodicReset(method, wrappers.resetInterval()) : method;
    }

    private static AdaptationMethod inTrustRegion(AdaptationMethod method, MethodContext context) {
        String name = context.settings().method();
        if (!SINGLE_STEP.contains(name)) {
            throw new IllegalArgumentException(
                    ("adapt.trust-region does not go with adapt.method %s; set it to 0, or adapt.method to one of %s")
                            .formatted(name, String.join(", ", SINGLE_STEP)));
        }
        return new TrustRegion(
                method, context.student(), context.settings().wrappers().trustRegion());
    }

    private static AdaptationMethod underLabelShift(AdaptationMethod method, MethodContext context) {
        return switch (context.settings().wrappers().labelShift()) {
            case NONE -> method;
            case MLLS ->
                new MaximumLikelihoodPrior(
                        method, context.knowledge(SourceKnowledge.CLASS_PRIOR).floats());
            case LSA ->
                AdaptedPrior.of(
                        method,
                        context.model(),
                        context.replay(LSA_WITHOUT_SOURCE),
                        context.settings().seed());
        };
    }
}
