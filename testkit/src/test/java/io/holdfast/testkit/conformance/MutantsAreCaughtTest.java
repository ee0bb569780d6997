package io.holdfast.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.holdfast.exchange.ExchangeAdapter;
import io.holdfast.testkit.venue.MarketModel;
import io.holdfast.testkit.venue.SimulatedVenue;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.example.toy.ToyAdapter;
import org.example.toy.ToyVenue;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A check that never fails proves nothing: each is held against a plugin that breaks its rule. */
class MutantsAreCaughtTest {

    @ParameterizedTest
    @EnumSource
    void theCheckThatNamesTheRuleFailsForTheMutantAlone(Mutant mutant) {
        assertThatCode(() -> check(new ToyAdapter(), mutant.caughtBy())).doesNotThrowAnyException();
        assertThat(catchThrowable(() -> check(new MutantAdapter(mutant), mutant.caughtBy())))
                .as(mutant.caughtBy())
                .isNotNull();
    }

    /** {@return the ids of all checks that the toy is put through} */
    static Stream<String> ids() {
        return tests(new Suite(new ToyAdapter(), "").conformance())
                .map(test ->
                        test.getDisplayName().substring(0, test.getDisplayName().indexOf(' ')));
    }

    private static void check(ExchangeAdapter adapter, String id) throws Throwable {
        final List<DynamicTest> selected =
                tests(new Suite(adapter, id).conformance()).toList();
        assertThat(selected).hasSize(1);
        selected.get(0).getExecutable().execute();
    }

    private static Stream<DynamicTest> tests(Stream<? extends DynamicNode> nodes) {
        return nodes.flatMap(node -> node instanceof DynamicContainer container
                ? tests(container.getChildren())
                : Stream.of((DynamicTest) node));
    }

    /** One check of the suite, or all where none is named. */
    private static final class Suite extends ExchangeConformanceTest {

        private final ExchangeAdapter adapter;
        private final String id;

        Suite(ExchangeAdapter adapter, String id) {
            this.adapter = adapter;
            this.id = id;
        }

        @Override
        protected ExchangeAdapter adapter() {
            return adapter;
        }

        @Override
        protected SimulatedVenue<?> venue(MarketModel model, Duration tick) {
            return new ToyVenue(model, tick);
        }

        @Override
        protected boolean selects(String candidate) {
            return id.isEmpty() || candidate.equals(id);
        }
    }
}
