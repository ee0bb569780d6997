package io.holdfast.testkit.conformance;

import io.holdfast.exchange.ExchangeProfile;
import java.util.List;

/** The profile with the deepest books; those between differ from it by a number. */
class KrakenDeepBooksConformanceTest extends KrakenConformanceTest {

    @Override
    protected ExchangeProfile profile() {
        final List<ExchangeProfile> profiles = adapter().profiles();
        return profiles.get(profiles.size() - 1);
    }
}
