package io.holdfast.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/** The classes of this module that ship, as ArchUnit sees them; read once for all rules. */
final class Core {

    static final String ROOT = "io.holdfast";

    static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    private Core() {}

    /** {@return the package of a class below {@code io.holdfast}; empty for the front door itself} */
    static String layerOf(JavaClass type) {
        final String name = type.getPackageName();
        return name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1);
    }
}
