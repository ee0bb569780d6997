package io.holdfast.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.holdfast.exchange.CatalogException;
import io.holdfast.exchange.ExchangeAdapter;
import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.exchange.ExchangeProtocol;
import io.holdfast.exchange.ListedInstrument;
import io.holdfast.exchange.Outbound;
import io.holdfast.exchange.WireSubscription;
import io.holdfast.exchange.binance.BinanceAdapter;
import io.holdfast.exchange.coinbase.CoinbaseAdapter;
import io.holdfast.exchange.kraken.KrakenAdapter;
import io.holdfast.market.Channel;
import io.holdfast.market.Instrument;
import io.holdfast.market.InstrumentStatus;
import io.holdfast.market.Subscription;
import io.holdfast.transport.FrameKind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any bytes as messages of an exchange, one a line, and as its answer over HTTP: no exception, and whatever a plugin
 * reports is within the bounds of the sink.
 */
class PluginsFuzzTest {

    private static final Outbound NOWHERE = new Outbound() {
        @Override
        public void sendText(String message) {}

        @Override
        public void sendBinary(byte[] buffer, int offset, int length) {}
    };

    @MethodSource("io.holdfast.fuzz.Frames#binance")
    @FuzzTest(maxDuration = "2m")
    void binance(byte[] messages) {
        run(new BinanceAdapter(), "BTCUSDT", messages);
    }

    @MethodSource("io.holdfast.fuzz.Frames#kraken")
    @FuzzTest(maxDuration = "2m")
    void kraken(byte[] messages) {
        run(new KrakenAdapter(), "BTC/USD", messages);
    }

    @MethodSource("io.holdfast.fuzz.Frames#coinbase")
    @FuzzTest(maxDuration = "2m")
    void coinbase(byte[] messages) {
        run(new CoinbaseAdapter(), "BTC-USD", messages);
    }

    private static void run(ExchangeAdapter adapter, String symbol, byte[] messages) {
        for (final ExchangeProfile profile : adapter.profiles()) {
            final CheckingSink sink = new CheckingSink();
            final ExchangeProtocol protocol = adapter.newProtocol(profile, sink);
            final List<WireSubscription> wanted = wanted(profile, symbol);
            final int included = protocol.upgradeTarget(wanted).included();
            protocol.onOpened(NOWHERE);
            int from = included;
            while (from < wanted.size()) {
                from += protocol.subscribe(wanted.subList(from, wanted.size()), NOWHERE);
            }
            int begin = 0;
            for (int end = 0; end <= messages.length; end++) {
                if (end == messages.length || messages[end] == '\n') {
                    protocol.onFrame(FrameKind.TEXT, messages, begin, end - begin);
                    begin = end + 1;
                }
            }
            for (final WireSubscription subscription : wanted) {
                if (sink.hasFetched(subscription.id())) {
                    protocol.onResource(subscription.id(), 200, messages.clone());
                }
                protocol.resync(subscription, NOWHERE);
            }
        }
        try {
            adapter.readCatalog(adapter.profiles().get(0), messages.clone());
        } catch (CatalogException e) {
            assert e.getMessage() != null : "a refusal says why";
        }
    }

    private static List<WireSubscription> wanted(ExchangeProfile profile, String symbol) {
        final Instrument instrument = Instrument.of("BTC/USD");
        final ListedInstrument listed = new ListedInstrument(instrument, symbol, InstrumentStatus.TRADING);
        final List<WireSubscription> wanted = new ArrayList<>();
        for (final Channel channel : Channel.values()) {
            if (profile.channels().contains(channel)) {
                wanted.add(new WireSubscription(wanted.size(), new Subscription(instrument, channel), listed));
            }
        }
        return wanted;
    }
}
