package io.holdfast.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noCodeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Money is a mantissa and a scale. A double may be shown to people; nothing is ever made of one. */
class MoneyRulesTest {

    private static final String[] MONEY = {"io.holdfast.market", "io.holdfast.feed"};

    private static final Set<String> INEXACT = Set.of("double", "float", "java.lang.Double", "java.lang.Float");

    @Test
    void noFieldHoldsAnInexactNumber() {
        noFields()
                .that()
                .areDeclaredInClassesThat()
                .resideInAnyPackage(MONEY)
                .should()
                .haveRawType(describe("double or float", MoneyRulesTest::isInexact))
                .because("0.1 is no double: keep mantissa and scale")
                .allowEmptyShould(true)
                .check(Core.CLASSES);
    }

    @Test
    void noParameterTakesAnInexactNumber() {
        noCodeUnits()
                .that()
                .areDeclaredInClassesThat()
                .resideInAnyPackage(MONEY)
                .should(be(takingAnInexactNumber()))
                .because("0.1 is no double: take mantissa and scale")
                .allowEmptyShould(true)
                .check(Core.CLASSES);
    }

    private static DescribedPredicate<JavaCodeUnit> takingAnInexactNumber() {
        return describe(
                "taking a double or float",
                unit -> unit.getRawParameterTypes().stream().anyMatch(MoneyRulesTest::isInexact));
    }

    private static boolean isInexact(JavaClass type) {
        return INEXACT.contains(type.getBaseComponentType().getName());
    }
}
