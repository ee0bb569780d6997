package io.holdfast.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Jupiter and jqwik both run what is theirs: an engine that is missing is missed by nobody otherwise. */
class TestEnginesTest {

    private static final List<String> RAN = new ArrayList<>();

    @Test
    void aClassOfBothKindsIsRunByBothEngines() {
        final LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(OfBothKinds.class))
                .configurationParameter("jqwik.database", "target/jqwik-database-of-the-inner-run")
                .build();

        RAN.clear();
        LauncherFactory.create().execute(request);

        assertThat(RAN).containsExactlyInAnyOrder("test", "property", "example");
    }

    static class OfBothKinds {

        @Test
        void test() {
            RAN.add("test");
        }

        @Property(tries = 1, seed = "20261124")
        void property() {
            RAN.add("property");
        }

        @Example
        void example() {
            RAN.add("example");
        }
    }
}
