package io.holdfast.testkit.conformance;

import io.holdfast.exchange.ExchangeAdapter;
import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.market.Instrument;
import io.holdfast.testkit.venue.MarketModel;
import io.holdfast.testkit.venue.SimulatedVenue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What every plugin must do, as named checks. Extend it and name the plugin and a venue that speaks its protocol:
 *
 * <pre>{@code
 * class ToyConformanceTest extends ExchangeConformanceTest {
 *
 *     @Override
 *     protected ExchangeAdapter adapter() {
 *         return new ToyAdapter();
 *     }
 *
 *     @Override
 *     protected SimulatedVenue<?> venue(MarketModel model, Duration tick) {
 *         return new ToyVenue(model, tick);
 *     }
 * }
 * }</pre>
 *
 * <p>Everything happens in virtual time and from fixed seeds: a check that
 * fails once fails always.
 */
@SuppressWarnings("exports") // JUnit is optional: whoever extends this has it
public abstract class ExchangeConformanceTest {

    /** For whoever extends it. */
    protected ExchangeConformanceTest() {}

    /** {@return the plugin} */
    protected abstract ExchangeAdapter adapter();

    /**
     * {@return a venue that speaks the plugin's protocol, not yet started}
     *
     * @param model the markets that it tells of
     * @param tick  how often they move
     */
    protected abstract SimulatedVenue<?> venue(MarketModel model, Duration tick);

    /** {@return which of the plugin's profiles is checked: its first; one with several is checked once for each} */
    protected ExchangeProfile profile() {
        return adapter().profiles().get(0);
    }

    /** {@return two instruments that the exchange could list; override it where it spells none like these} */
    protected List<Instrument> instruments() {
        return List.of(Instrument.of("BTC/USD"), Instrument.of("ETH/USD"));
    }

    /**
     * {@return checks that are left out, by id, each with the reason: what the exchange's own protocol makes impossible,
     * and deviations that are known} They are reported as skipped, with it.
     */
    protected Map<String, String> exceptions() {
        return Map.of();
    }

    /** {@return whether a check is to be run; for a look at a few of them} */
    protected boolean selects(String id) {
        return true;
    }

    /** {@return the checks, by group} */
    @TestFactory
    protected final Stream<DynamicNode> conformance() {
        final Subject subject = new Subject(adapter(), profile(), this::venue, instruments());
        final Map<String, String> exceptions = exceptions();
        return Stream.of(
                        new CatalogChecks(subject),
                        new SubscriptionChecks(subject),
                        new RestoreChecks(subject),
                        new ContinuityChecks(subject),
                        new ShapeChecks(subject),
                        new NumberChecks(subject),
                        new HostileChecks(subject),
                        new LimitChecks(subject),
                        new LivenessChecks(subject),
                        new AllocationChecks(subject),
                        new TrustChecks(subject))
                .map(group -> (DynamicNode) DynamicContainer.dynamicContainer(
                        group.name(),
                        group.checks().stream()
                                .filter(check -> selects(check.id()))
                                .map(check -> test(check, exceptions.get(check.id())))));
    }

    private static DynamicTest test(Check check, @Nullable String exception) {
        return DynamicTest.dynamicTest(check.id() + " " + check.title(), () -> {
            Assumptions.assumeTrue(exception == null, () -> check.id() + ": " + exception);
            check.run();
        });
    }
}
