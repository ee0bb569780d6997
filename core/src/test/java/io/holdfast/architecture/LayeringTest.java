package io.holdfast.architecture;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Every arrow between the packages of core points down. */
class LayeringTest {

    private static final String FRONT_DOOR = "";

    /** From the ground up: each package, and those it may use. What is not listed is forbidden. */
    private static final Map<String, Set<String>> MAY_USE = new LinkedHashMap<>();

    static {
        MAY_USE.put("time", Set.of());
        MAY_USE.put("market", Set.of());
        MAY_USE.put("resilience", Set.of());
        MAY_USE.put("codec", Set.of("market"));
        MAY_USE.put("transport", Set.of("time"));
        MAY_USE.put("exchange", Set.of("time", "market", "resilience", "codec", "transport"));
        MAY_USE.put("feed", Set.of("time", "market"));
        MAY_USE.put("session", Set.of("time", "market", "resilience", "codec", "transport", "exchange", "feed"));
        MAY_USE.put("health", Set.of("time", "market", "resilience", "feed", "session"));
        MAY_USE.put(FRONT_DOOR, Set.copyOf(MAY_USE.keySet()));
    }

    @Test
    void noPackageUsesOneThatItMayNot() {
        final Set<String> breaches = new TreeSet<>();
        for (final JavaClass type : Core.CLASSES) {
            for (final Dependency dependency : type.getDirectDependenciesFromSelf()) {
                final JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (target.getPackageName().startsWith(Core.ROOT) && isForbidden(type, target)) {
                    breaches.add(dependency.getDescription());
                }
            }
        }
        assertThat(breaches)
                .as("uses against MAY_USE; move the type down, or hand in what is needed as a parameter")
                .isEmpty();
    }

    @Test
    void thereIsNoCycleBetweenPackages() {
        slices().matching("io.holdfast.(*)..")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(Core.CLASSES);
    }

    @Test
    void everyPackageHasItsPlaceInTheTable() {
        final Set<String> packages = new TreeSet<>();
        Core.CLASSES.forEach(type -> packages.add(Core.layerOf(type)));
        assertThat(MAY_USE.keySet()).as("a new package is entered in MAY_USE").containsAll(packages);
    }

    @Test
    void theTableItselfPointsDown() {
        final List<String> layers = new ArrayList<>(MAY_USE.keySet());
        for (int i = 0; i < layers.size(); i++) {
            final Set<String> below = new HashSet<>(layers.subList(0, i));
            assertThat(below).as("below \"%s\"", layers.get(i)).containsAll(MAY_USE.get(layers.get(i)));
        }
    }

    private static boolean isForbidden(JavaClass from, JavaClass to) {
        final String layer = Core.layerOf(from);
        final String used = Core.layerOf(to);
        return !used.equals(layer) && !MAY_USE.getOrDefault(layer, Set.of()).contains(used);
    }
}
