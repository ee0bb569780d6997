package io.holdfast.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which module may use which. Held here, because the gateway is the one module that sees the others. */
class ModuleRulesTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.holdfast");

    private static final String PLUGINS = "io.holdfast.exchange.*..";

    private static final Set<String> OPEN_TO_PLUGINS = Set.of(
            "io.holdfast.exchange",
            "io.holdfast.market",
            "io.holdfast.codec",
            "io.holdfast.transport",
            "io.holdfast.resilience");

    private static final Set<String> CLOCKS = Set.of(
            "java.lang.System.nanoTime",
            "java.lang.System.currentTimeMillis",
            "java.lang.Thread.sleep",
            "java.time.Instant.now");

    @ParameterizedTest
    @ValueSource(strings = {"binance", "kraken", "coinbase"})
    void aPluginUsesOnlyTheServicePackagesOfCore(String exchange) {
        final String own = "io.holdfast.exchange." + exchange;
        check(noClasses()
                .that()
                .resideInAPackage(own + "..")
                .should()
                .dependOnClassesThat(describe(
                        "are ours and neither its own nor open to plugins",
                        type -> type.getPackageName().startsWith("io.holdfast")
                                && !type.getPackageName().startsWith(own)
                                && !OPEN_TO_PLUGINS.contains(type.getPackageName())))
                .because("whoever writes a plugin needs to know these and nothing of the engine: " + OPEN_TO_PLUGINS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"binance", "kraken", "coinbase"})
    void aPluginShowsOneClass(String exchange) {
        final List<JavaClass> classes = CLASSES.stream()
                .filter(type -> type.getPackageName().startsWith("io.holdfast.exchange." + exchange))
                .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
                .toList();
        assumeThat(classes).as("%s is written", exchange).isNotEmpty();

        assertThat(classes)
                .as("public classes of %s: its adapter alone", exchange)
                .filteredOn(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .singleElement()
                .satisfies(type -> assertThat(type.getSimpleName()).isEqualToIgnoringCase(exchange + "Adapter"));
    }

    @Test
    void aPluginReadsNoClock() {
        check(noClasses()
                .that()
                .resideInAPackage(PLUGINS)
                .should()
                .accessTargetWhere(describe(
                        "reads a clock or sleeps",
                        access -> CLOCKS.contains(access.getTargetOwner().getFullName() + "."
                                + access.getTarget().getName())))
                .because("the engine hands the time in; a plugin must also run under virtual time"));
    }

    @Test
    void nettyStaysInTheTransport() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.holdfast.transport.netty..", "io.holdfast.testkit..", "io.holdfast.gateway..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..")
                .because("another transport must be able to take its place"));
    }

    @Test
    void theRingsLibraryStaysBehindTheFeed() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.holdfast.feed", "io.holdfast", "io.holdfast.testkit..", "io.holdfast.gateway..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.lmax.disruptor..")
                .because("a session hands events to the feed and knows nothing of the ring"));
    }

    @Test
    void nobodyUsesTheProgram() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages("io.holdfast.gateway..", "io.holdfast.benchmarks..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.holdfast.gateway..", "io.holdfast.benchmarks..")
                .because("they are the top"));
    }

    @Test
    void productionDoesNotUseTheTestkit() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages("io.holdfast.testkit..", "io.holdfast.gateway..", "io.holdfast.benchmarks..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.holdfast.testkit..", "org.junit..", "net.jqwik..", "org.assertj..")
                .because("only the demo may simulate an exchange"));
    }

    @Test
    void everyCertificateIsChecked() {
        check(noClasses()
                .should()
                .dependOnClassesThat()
                .haveSimpleName("InsecureTrustManagerFactory")
                .because("a feed from anybody is worse than none; hand a trust store in"));
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(CLASSES);
    }
}
