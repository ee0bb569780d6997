package io.holdfast.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.exchange.kraken.KrakenAdapter;
import io.holdfast.market.Channel;
import io.holdfast.market.Instrument;
import io.holdfast.market.Subscription;
import io.holdfast.testkit.venue.Fate;
import io.holdfast.testkit.venue.kraken.KrakenRules;
import io.holdfast.testkit.venue.kraken.KrakenVenue;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Kraken's checksum over sessions that are long enough for every shape of a book. */
class KrakenChecksumSessionTest {

    private static final Instrument BTC = Instrument.of("BTC/USD");
    private static final Instrument ETH = Instrument.of("ETH/USD");
    private static final List<Subscription> BOOKS =
            List.of(new Subscription(BTC, Channel.BOOK), new Subscription(ETH, Channel.BOOK));
    private static final int CORRUPTED = 100;

    private final KrakenAdapter kraken = new KrakenAdapter();
    private final BookWatch watch = new BookWatch(kraken);
    private final Subject subject = new Subject(
            watch,
            kraken.profiles().get(0),
            (model, tick) -> new KrakenVenue(model, tick, KrakenRules.DOCUMENTED),
            List.of(BTC, ETH));
    private final Bench bench =
            new Bench(subject.exchange(watch, subject.markets(), Duration.ofMillis(100), BOOKS), subject.profile());

    @Test
    void noneFailsInHoursAndEveryOneIsVerified() {
        bench.sim.start();
        bench.expectWhole();
        bench.expectCalm(Duration.ofHours(2));

        assertThat(watch.mismatches()).isZero();
        assertThat(watch.crossed()).isZero();
        assertThat(watch.messages()).isGreaterThan(20_000);
        assertThat(watch.verified()).isEqualTo(watch.messages());
    }

    @Test
    void everyCorruptedOneIsCaughtAndMended() {
        bench.sim.start();
        bench.expectWhole();
        for (int i = 0; i < CORRUPTED; i++) {
            bench.sim.venue().faults().next(BOOKS.get(i % 2), Fate.MISCHECKED);
            bench.sim.advance(Duration.ofSeconds(70)); // a book that has held for a minute is mended at once
            bench.expectWhole(Duration.ofSeconds(5));
        }
        bench.expectPromiseKept();

        assertThat(watch.mismatches()).isEqualTo(CORRUPTED);
        assertThat(watch.crossed()).isZero();
    }
}
