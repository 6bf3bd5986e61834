// SPDX-License-Identifier: Apache-2.0
package io.acclimate.operators.adapt;

import io.acclimate.operators.model.LoadedModel;
import io.acclimate.operators.model.ModelSpec;
import io.acclimate.operators.model.Network;
import io.acclimate.operators.model.NormKind;
import io.acclimate.operators.model.Normalization;
import io.acclimate.operators.model.SourceKnowledge;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Makes adaptation methods by name. */
public final class AdaptationMethods {

    /** Name of the frozen model. */
    public static final String SOURCE = "source";

    /** Name of this project's own method. */
    public static final String ACCLIMATE = "acclimate";

    private static final double EMA_MOMENTUM = 0.1;
    private static final String RMT_WITHOUT_SOURCE =
            "adapt.rmt.source-weight and adapt.rmt.warm-up-samples need source data, but the model package "
                    + "holds none; train it with '--replay N', or set both to 0";
    private static final String GTTA_WITHOUT_SOURCE =
            "adapt.method gtta needs source data, but the model package holds none; train it with '--replay N', or "
                    + "choose another method";

    private static final Map<String, Function<MethodContext, AdaptationMethod>> FACTORIES = new LinkedHashMap<>();

    static {
        withoutGradient();
        entropyMethods();
        teacherMethods();
        memoryMethods();
    }

    /** The names that the option {@code adapt.method} may have. */
    public static final List<String> NAMES = List.copyOf(FACTORIES.keySet());

    /**
     * The names of those methods that can predict a window before its batch is full, given statistics that do not come of the
     * batch.
     */
    public static final Set<String> PREDICTING_AT_ONCE = Set.of(
            SOURCE,
            "norm-ema",
            "tent",
            "rpl",
            "cafa",
            "shot",
            "eta",
            "eata",
            "sar",
            "deyo",
            "event-dance",
            "rmt",
            "santa",
            ACCLIMATE);

    private static final Set<String> OF_STATISTICS_ONLY = Set.of("norm", "norm-ema", "alpha-bn");

    private AdaptationMethods() {}

    /**
     * Refuses a method that adapts statistics only, and statistics that hurry, for a model that has none to adapt.
     *
     * @throws IllegalArgumentException with a sentence that says so
     */
    public static void requireStatistics(AdaptationSettings settings, ModelSpec model) {
        settings.wrappers().requireStatistics(model);
        String method = settings.method();
        if (OF_STATISTICS_ONLY.contains(method) && NormKind.named(model.norm()) != NormKind.BATCH) {
            throw new IllegalArgumentException(
                    "adapt.method %s adapts statistics of batch norm only, but the model has %s norm; "
                                    .formatted(method, model.norm())
                            + "set it to a method that learns, such as rmt, or train the model with --norm batch");
        }
    }

    /**
     * The method that {@code settings} ask for.
     *
     * @throws IllegalArgumentException if the name is unknown or the model package lacks what the method needs
     */
    public static AdaptationMethod of(AdaptationSettings settings, LoadedModel model) {
        Function<MethodContext, AdaptationMethod> factory = FACTORIES.get(settings.method());
        if (factory == null) {
            throw new IllegalArgumentException(
                    "adapt.method is '%s'; set it to one of %s".formatted(settings.method(), String.join(", ", NAMES)));
        }
        requireStatistics(settings, model.source().spec());
        MethodContext context = MethodContext.of(settings, model);
        return WrappedMethods.of(factory.apply(context), context);
    }

    private static void withoutGradient() {
        FACTORIES.put(SOURCE, c -> c.withoutUpdate(Normalization.SOURCE));
        FACTORIES.put("norm", c -> c.withoutUpdate(Normalization.batch()));
        FACTORIES.put(
                "norm-ema", c -> new NormEma(c.model().network(), c.model().weights(), EMA_MOMENTUM));
        FACTORIES.put(
                "alpha-bn",
                c -> c.withoutUpdate(Normalization.mixed(c.settings().statisticsMomentum())));
        FACTORIES.put(
                "lame",
                c -> new Lame(
                        c.model().network(), c.model().weights(), NormalizationPolicy.stateless(Normalization.SOURCE)));
        FACTORIES.put("t3a", AdaptationMethods::templates);
    }

    private static void entropyMethods() {
        FACTORIES.put("tent", c -> new OutputLoss(c.student(), new Tent()));
        FACTORIES.put("eta", c -> new Eata(c.student(), c.settings().tuning().redundancy(), 0, new float[0]));
        FACTORIES.put("eata", AdaptationMethods::eata);
        FACTORIES.put("rdumb", AdaptationMethods::rdumb);
        FACTORIES.put("rpl", c -> new OutputLoss(c.student(), new Rpl()));
        FACTORIES.put("core", c -> new OutputLoss(c.student().under(c.mixed()), new Core()));
        FACTORIES.put("cafa", AdaptationMethods::cafa);
        FACTORIES.put("shot", c -> new OutputLoss(c.student().withoutClassifier(), Shot.USUAL));
        FACTORIES.put("memo", AdaptationMethods::memo);
        FACTORIES.put("sar", AdaptationMethods::sar);
        FACTORIES.put("deyo", AdaptationMethods::deyo);
        FACTORIES.put("ev-tta", c -> new EvTta(c.student(), c.slices()));
        FACTORIES.put("event-dance", AdaptationMethods::eventDance);
    }

    private static void teacherMethods() {
        FACTORIES.put(ACCLIMATE, AdaptationMethods::acclimate);
        FACTORIES.put("cotta", AdaptationMethods::cotta);
        FACTORIES.put("rmt", AdaptationMethods::robustMeanTeacher);
        FACTORIES.put("santa", AdaptationMethods::santa);
        FACTORIES.put("roid", c -> new Roid(c.student(), c.augmentationWithoutBlur()));
        FACTORIES.put("cmf", c -> new Roid(c.student(), c.augmentationWithoutBlur(), new MomentumFilter(c.student())));
        FACTORIES.put("gtta", c -> new Gtta(c.student(), c.replay(GTTA_WITHOUT_SOURCE)));
    }

    private static void memoryMethods() {
        FACTORIES.put("rotta", AdaptationMethods::rotta);
        FACTORIES.put("petta", AdaptationMethods::petta);
        FACTORIES.put(
                "note",
                c -> new StreamByStream(
                        new Note(c.student(), c.settings().tuning().memory(), c.windowSize())));
    }

    private static AdaptationMethod templates(MethodContext context) {
        return new T3a(
                context.model().network(),
                context.model().weights(),
                context.settings().tuning().supports());
    }

    private static AdaptationMethod eata(MethodContext context) {
        MethodTuning tuning = context.settings().tuning();
        float[] fisher = tuning.fisherWeight() == 0 ? new float[0] : context.fisher();
        return new Eata(context.student(), tuning.redundancy(), tuning.fisherWeight(), fisher);
    }

    /** The option {@code adapt.reset-interval} wins over the paper's. */
    private static AdaptationMethod rdumb(MethodContext context) {
        AdaptationMethod eta =
                new Eata(context.student(), context.settings().tuning().redundancy(), 0, new float[0]);
        boolean own = context.settings().wrappers().resetInterval() == 0;
        return own ? new PeriodicReset(eta, PeriodicReset.RDUMB) : eta;
    }

    private static AdaptationMethod memo(MethodContext context) {
        AdaptationSettings settings = context.settings();
        return new StreamByStream(new Memo(
                context.student(),
                context.mixedAugmentation(),
                settings.tuning().views(),
                settings.learningRate()));
    }

    /** SAR's base rule is plain momentum, whatever the option says. */
    private static AdaptationMethod sar(MethodContext context) {
        AdaptationSettings settings = context.settings();
        Optimizer momentum = new Sgd(settings.learningRate(), settings.momentum(), false);
        return new Sar(
                context.student().with(momentum),
                Eata.ENTROPY_MARGIN,
                settings.tuning().resetBelow());
    }

    private static AdaptationMethod deyo(MethodContext context) {
        context.needPositions("shuffles patches of time or space");
        return new Deyo(context.student(), new PatchShuffle(), Deyo.LEAST_DIFFERENCE);
    }

    private static AdaptationMethod eventDance(MethodContext context) {
        context.needBranches();
        return new EventDance(context.student());
    }

    private static AdaptationMethod cotta(MethodContext context) {
        MethodTuning tuning = context.settings().tuning();
        return new Cotta(
                context.student(),
                context.augmentation(),
                new Cotta.Settings(
                        context.settings().teacherMomentum(),
                        tuning.restoreProbability(),
                        tuning.confidence(),
                        tuning.views()));
    }

    private static AdaptationMethod santa(MethodContext context) {
        ProjectionHead head = context.projection();
        return new Santa(
                context.student(),
                context.prototypes(),
                head,
                head.initial(context.settings().seed()),
                context.augmentation());
    }

    private static AdaptationMethod rotta(MethodContext context) {
        Rotta.Settings settings =
                Rotta.Settings.paper(context.settings().tuning().memory());
        return new StreamByStream(new Rotta(context.student(), context.augmentation(), settings, context.windowSize()));
    }

    private static AdaptationMethod petta(MethodContext context) {
        return new StreamByStream(new Petta(
                context.student(),
                context.augmentation(),
                context.settings().tuning().memory(),
                context.windowSize(),
                context.knowledge(SourceKnowledge.PREDICTED_MEAN).floats(),
                context.knowledge(SourceKnowledge.PREDICTED_VARIANCE).floats()));
    }

    private static AdaptationMethod cafa(MethodContext context) {
        float[] covariance = context.knowledge(SourceKnowledge.CLASS_COVARIANCE).floats();
        int classes = context.model().network().classes();
        return new OutputLoss(context.student(), new Cafa(context.prototypes(), covariance, classes));
    }

    private static AdaptationMethod acclimate(MethodContext context) {
        AdaptationSettings settings = context.settings();
        Network network = context.model().network();
        NormalizationPolicy policy = network.hasBatchNorm()
                ? MovingStatistics.renormalized(
                        network, context.model().weights().host(), Acclimate::trust, context.instanceThreshold())
                : context.policy();
        PrototypeContrast contrast = new PrototypeContrast(
                network,
                context.prototypes(),
                context.projection(),
                context.projection().initial(settings.seed()),
                RmtSettings.TEMPERATURE);
        return new Acclimate(
                context.student().under(policy),
                contrast,
                context.augmentation(),
                settings.teacherMomentum(),
                settings.contrastiveWeight(),
                context.knowledge(SourceKnowledge.CLASS_PRIOR).floats());
    }

    private static AdaptationMethod robustMeanTeacher(MethodContext context) {
        AdaptationSettings settings = context.settings();
        RmtSettings rmt = new RmtSettings(
                settings.scope(),
                context.optimizer(),
                context.policy(),
                settings.teacherMomentum(),
                1,
                settings.contrastiveWeight(),
                settings.sourceWeight(),
                RmtSettings.TEMPERATURE,
                settings.projectionSize());
        RobustMeanTeacher method = new RobustMeanTeacher(
                context.model().network(),
                context.model().weights(),
                rmt,
                context.prototypes(),
                context.projection().initial(settings.seed()),
                context.augmentation(),
                replay(context));
        int warmUpSteps = settings.warmUpSamples() / settings.batchSize();
        return warmUpSteps == 0 ? method : method.warmedUp(warmUpSteps, settings.batchSize());
    }

    private static Optional<SourceReplay> replay(MethodContext context) {
        AdaptationSettings settings = context.settings();
        return settings.sourceWeight() == 0 && settings.warmUpSamples() == 0
                ? Optional.empty()
                : Optional.of(context.replay(RMT_WITHOUT_SOURCE));
    }
}
