package io.holdfast.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** Names say what a thing is, and tests have names that the build runs. */
class NamingTest {

    @Test
    void everyTestHasANameThatTheBuildRuns() {
        methods()
                .that()
                .areMetaAnnotatedWith(Test.class)
                .or()
                .areMetaAnnotatedWith(ParameterizedTest.class)
                .or()
                .areMetaAnnotatedWith(Property.class)
                .should()
                .beDeclaredInClassesThat()
                .haveNameMatching(".*Test(\\$.*)?")
                .because("Surefire passes over any other name in silence")
                .check(new ClassFileImporter().importPackages(Core.ROOT));
    }

    @Test
    void noPackageIsADrawer() {
        noClasses()
                .should()
                .resideInAnyPackage("..util..", "..utils..", "..common..", "..helper..", "..impl..", "..manager..")
                .because("a thing that fits nowhere shows a concept without a name")
                .check(Core.CLASSES);
    }

    @Test
    void noClassIsNamedAfterWhatItIsInJava() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Impl")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveNameMatching(".*\\.(Abstract|Default|I)[A-Z][a-z]\\w*")
                .because("the name of a class is a word of the trade or of the machine it is part of")
                .check(Core.CLASSES);
    }
}
