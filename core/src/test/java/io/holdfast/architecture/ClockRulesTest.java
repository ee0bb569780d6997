package io.holdfast.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** Time and chance are handed in; only then can a simulation own them, and a failure be replayed. */
class ClockRulesTest {

    private static final String TIME = "io.holdfast.time";

    private static final Set<String> CLOCKS = Set.of(
            "java.lang.System.nanoTime",
            "java.lang.System.currentTimeMillis",
            "java.lang.Thread.sleep",
            "java.time.Instant.now",
            "java.time.Clock.systemUTC",
            "java.time.Clock.systemDefaultZone",
            "java.util.concurrent.TimeUnit.sleep",
            "java.util.concurrent.locks.LockSupport.parkNanos",
            "java.util.concurrent.locks.LockSupport.parkUntil");

    @Test
    void onlyTheTimePackageReadsAClockOrSleeps() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(TIME)
                .should()
                .accessTargetWhere(describe("reads a clock or sleeps", ClockRulesTest::readsAClockOrSleeps))
                .because("every state machine must also run under virtual time: take nowNanos, or a Scheduler"));
    }

    @Test
    void resilienceDoesNotEvenKnowThatThereIsAClock() {
        check(noClasses()
                .that()
                .resideInAPackage("io.holdfast.resilience")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(TIME)
                .because("its classes are usable alone, by anyone: every call takes nowNanos"));
    }

    @Test
    void chanceComesFromASeedThatWasHandedIn() {
        check(noClasses()
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(Random.class, ThreadLocalRandom.class)
                .orShould()
                .accessTargetWhere(describe("calls Math.random", access -> isMember(access, "java.lang.Math.random")))
                .because("a failure must replay from its seed: take a RandomGenerator"));
    }

    private static boolean readsAClockOrSleeps(JavaAccess<?> access) {
        return CLOCKS.contains(nameOf(access));
    }

    private static boolean isMember(JavaAccess<?> access, String name) {
        return nameOf(access).equals(name);
    }

    private static String nameOf(JavaAccess<?> access) {
        final JavaClass owner = access.getTargetOwner();
        return owner.getFullName() + "." + access.getTarget().getName();
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(Core.CLASSES);
    }
}
