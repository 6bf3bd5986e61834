// SPDX-License-Identifier: Apache-2.0
package io.acclimate.jobs;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.Source;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.GeneralCodingRules;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/** What the design says of who may use whom, over the classes of all modules. */
class ArchitectureTest {

    private static final String STATE = "io.acclimate.state..";
    private static final String SAVEPOINT = "io.acclimate.state.savepoint..";
    private static final String OPERATORS = "io.acclimate.operators..";
    private static final String FLINK_OPERATORS = "io.acclimate.operators.flink..";
    private static final String MODEL = "io.acclimate.operators.model..";
    private static final String ADAPT = "io.acclimate.operators.adapt..";
    private static final String TRAIN = "io.acclimate.operators.train..";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.acclimate");

    @Test
    void theRulesSeeTheClassesOfEveryModule() {
        assertThat(Stream.of("schemas", "state", "operators.model", "operators.adapt", "operators.shift", "jobs"))
                .allMatch(name -> CLASSES.containPackage("io.acclimate." + name));
    }

    @Test
    void importsRunOneWayFromJobsToOperatorsToStateToSchemas() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("jobs")
                .definedBy("io.acclimate.jobs..")
                .layer("operators")
                .definedBy(OPERATORS)
                .layer("state")
                .definedBy(STATE)
                .layer("schemas")
                .definedBy("io.acclimate.schemas..")
                .whereLayer("jobs")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("operators")
                .mayOnlyBeAccessedByLayers("jobs")
                .whereLayer("state")
                .mayOnlyBeAccessedByLayers("jobs", "operators")
                .whereLayer("schemas")
                .mayOnlyBeAccessedByLayers("jobs", "operators", "state")
                .check(CLASSES);
    }

    @Test
    void stateUsesOfFlinkItsCoreOnly() {
        classes()
                .that()
                .resideInAPackage(STATE)
                .and()
                .resideOutsideOfPackage(SAVEPOINT)
                .should(useOfFlinkOnlyItsCore())
                .check(CLASSES);
    }

    @Test
    void onlyTheSavepointPackageUsesTheStateProcessorApi() {
        noClasses()
                .that()
                .resideOutsideOfPackage(SAVEPOINT)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.flink.state.api..")
                .check(CLASSES);
    }

    private static ArchCondition<JavaClass> useOfFlinkOnlyItsCore() {
        return new ArchCondition<>("use of Flink only api.common, core.memory and util, from flink-core") {
            @Override
            public void check(JavaClass user, ConditionEvents events) {
                for (Dependency dependency : user.getDirectDependenciesFromSelf()) {
                    JavaClass used = dependency.getTargetClass().getBaseComponentType();
                    if (used.getPackageName().startsWith("org.apache.flink") && !isOfFlinkCore(used)) {
                        events.add(SimpleConditionEvent.violated(user, dependency.getDescription()));
                    }
                }
            }
        };
    }

    private static boolean isOfFlinkCore(JavaClass used) {
        boolean allowed = Stream.of("api.common", "core.memory", "util")
                .map("org.apache.flink."::concat)
                .anyMatch(name -> (used.getPackageName() + ".").startsWith(name + "."));
        String from = used.getSource().map(Source::getUri).map(URI::toString).orElse("");
        return allowed && from.contains("/flink-core-");
    }

    @Test
    void onlyModelAdaptAndTrainUseTheDeepLearningLibrary() {
        noClasses()
                .that()
                .resideInAPackage("io.acclimate..")
                .and()
                .resideOutsideOfPackages(MODEL, ADAPT, TRAIN)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.djl..")
                .check(CLASSES);
    }

    @Test
    void onlyModelReachesBehindTheDeepLearningLibrary() {
        noClasses()
                .that()
                .resideOutsideOfPackage(MODEL)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("ai.djl.pytorch..")
                .check(CLASSES);
    }

    @Test
    void whatIsComputedKnowsNoFlink() {
        noClasses()
                .that()
                .resideInAPackage(OPERATORS)
                .and()
                .resideOutsideOfPackage(FLINK_OPERATORS)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.flink..")
                .check(CLASSES);
    }

    @Test
    void thePackagesOfOperatorsFormNoCycle() {
        slices().matching("io.acclimate.operators.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void everyPackageLiesInOneModule() {
        Map<String, Set<String>> locations = new TreeMap<>();
        for (JavaClass type : CLASSES) {
            String uri = type.getSource().orElseThrow().getUri().toString();
            String root = uri.substring(0, uri.lastIndexOf(type.getPackageName().replace('.', '/')));
            locations
                    .computeIfAbsent(type.getPackageName(), name -> new TreeSet<>())
                    .add(root);
        }
        assertThat(locations)
                .allSatisfy((name, roots) -> assertThat(roots).as(name).hasSize(1));
    }

    @Test
    void whatIsComputedIsSeededAndTakesItsTimeFromItsCaller() {
        noClasses()
                .that()
                .resideInAPackage(OPERATORS)
                .and()
                .resideOutsideOfPackage(FLINK_OPERATORS)
                .should()
                .dependOnClassesThat()
                .areAssignableTo(Random.class)
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethodWhere(describe(
                        "Instant.now",
                        call -> call.getTargetOwner().isEquivalentTo(Instant.class)
                                && call.getName().equals("now")))
                .check(CLASSES);
    }

    @Test
    void onlyCommandsWriteToTheTerminal() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.acclimate.jobs.cli..")
                .and()
                .areNotAnnotatedWith(CommandLine.Command.class)
                .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
                .check(CLASSES);
    }
}
