package io.holdfast.testkit.venue.binance;

import static java.util.Objects.requireNonNull;

import io.holdfast.market.Instrument;
import io.holdfast.market.Side;
import io.holdfast.testkit.venue.Admission;
import io.holdfast.testkit.venue.ClientLink;
import io.holdfast.testkit.venue.ClientRequest;
import io.holdfast.testkit.venue.FrameText;
import io.holdfast.testkit.venue.HttpAnswer;
import io.holdfast.testkit.venue.Market;
import io.holdfast.testkit.venue.MarketModel;
import io.holdfast.testkit.venue.MarketSpec;
import io.holdfast.testkit.venue.SimulatedVenue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Binance Spot: the streams {@code bookTicker}, {@code trade}, {@code depth@100ms} and {@code depth}, raw and combined;
 * requests on the connection; snapshots and {@code exchangeInfo} over HTTP; and its limits and bans.
 *
 * <p>Other streams of a listed symbol are acknowledged and stay silent. Confined to the scheduler's thread.
 */
public final class BinanceVenue extends SimulatedVenue<BinanceConnection> {

    /** The markets of a venue that was not given others. */
    public static final List<MarketSpec> USUAL_MARKETS = List.of(
            MarketSpec.of("BTC/USDT", "64000.00"),
            MarketSpec.of("ETH/USDT", "3000.00"),
            MarketSpec.of("1INCH/USDT", "0.4321").withSizes(1, 1),
            MarketSpec.of("这是测试币/456", "7.00"));

    private static final int FORMS = 4;
    private static final int NOT_FOUND = 404;
    private static final int URI_TOO_LONG = 414;
    private static final int LONGEST_TARGET = 8_000;

    private final BinanceRules rules;
    private final Map<String, BinanceSymbol> byUpperCase = new LinkedHashMap<>();
    private final Map<String, BinanceSymbol> byLowerCase = new HashMap<>();
    private final List<BinanceSymbol> byIndex = new ArrayList<>();
    private final Map<String, BinanceAddress> addresses = new HashMap<>();
    private final BinanceHttp http = new BinanceHttp(this);
    private final FrameText[] forms = new FrameText[FORMS];

    /**
     * Makes a venue.
     *
     * @param tick how often the markets move by themselves; zero for never
     */
    public BinanceVenue(MarketModel model, Duration tick, BinanceRules rules) {
        super("binance", model, tick);
        this.rules = requireNonNull(rules, "rules");
        for (int i = 0; i < FORMS; i++) {
            forms[i] = new FrameText();
        }
        for (final Market market : model.markets()) {
            final BinanceSymbol symbol = new BinanceSymbol(this, market);
            byUpperCase.put(symbol.upperCase(), symbol);
            byLowerCase.put(symbol.lowerCase(), symbol);
            byIndex.add(symbol);
        }
    }

    /** {@return a venue with the usual markets that moves every 20 ms and holds clients to the documented rules} */
    public static BinanceVenue usual() {
        return new BinanceVenue(new MarketModel(USUAL_MARKETS, 1), Duration.ofMillis(20), BinanceRules.DOCUMENTED);
    }

    /** {@return what clients are held to} */
    public BinanceRules rules() {
        return rules;
    }

    @Override
    public Admission accept(ClientRequest request, ClientLink link) {
        final BinanceAddress address = address(request.address());
        final HttpAnswer refusal =
                address.connect(scheduler().nanos(), scheduler().epochNanos());
        if (refusal != null) {
            return new Admission.Refused(refusal);
        }
        if (request.target().length() > LONGEST_TARGET) {
            return new Admission.Refused(HttpAnswer.of(URI_TOO_LONG, ""));
        }
        final String path = request.path();
        final boolean combined = path.equals("/stream");
        final List<String> streams = new ArrayList<>();
        if (combined) {
            addNames(streams, request.query().getOrDefault("streams", ""));
        } else if (path.startsWith("/ws/")) {
            addNames(streams, path.substring("/ws/".length()));
        } else if (!path.equals("/ws")) {
            return new Admission.Refused(HttpAnswer.of(NOT_FOUND, ""));
        }
        if (streams.size() > rules.streamsPerConnection()) {
            return new Admission.Refused(HttpAnswer.of(400, ""));
        }
        final boolean microseconds =
                request.query().getOrDefault("timeUnit", "").equalsIgnoreCase("MICROSECOND");
        return new Admission.Admitted(new BinanceConnection(this, address, link, combined, microseconds, streams));
    }

    @Override
    public HttpAnswer get(ClientRequest request) {
        return http.get(request);
    }

    @Override
    public void onLevel(Market market, Side side, long price, long size) {
        symbol(market).onLevel(side, price);
    }

    @Override
    public void onTrade(Market market, Side aggressor, long price, long size) {
        symbol(market).onTrade();
    }

    @Override
    public void onSettled(Market market) {
        symbol(market).onSettled();
    }

    /** Publishes now what the diff streams have gathered, without waiting for the end of their windows. */
    public void flushDepth() {
        byUpperCase.values().forEach(BinanceSymbol::flush);
    }

    /** Announces the end of every connection that is open, as Binance does before maintenance. */
    public void announceShutdown() {
        final String event = "{\"e\":\"serverShutdown\",\"E\":" + scheduler().epochNanos() / 1_000_000 + "}";
        for (final BinanceConnection connection : connections()) {
            connection
                    .link()
                    .sendText(
                            connection.isCombined()
                                    ? "{\"stream\":\"!serverShutdown\",\"data\":" + event + "}"
                                    : event);
        }
    }

    /** Answers the next requests for a snapshot of this book with the book as it is now, so that they come stale. */
    public void freezeSnapshots(Instrument instrument, int snapshots) {
        http.freeze(symbol(model().market(instrument)), snapshots);
    }

    /** Bans an address from HTTP requests and upgrades: two minutes, longer each time. */
    public void ban(String address) {
        address(address).ban(scheduler().epochNanos());
    }

    static long time(long epochNanos, boolean microseconds) {
        return epochNanos / (microseconds ? 1_000 : 1_000_000);
    }

    FrameText form(int index) {
        return forms[index];
    }

    BinanceAddress address(String address) {
        return addresses.computeIfAbsent(address, key -> new BinanceAddress(rules));
    }

    Collection<BinanceSymbol> symbols() {
        return byUpperCase.values();
    }

    @Nullable
    BinanceSymbol byUpperCase(String symbol) {
        return byUpperCase.get(symbol);
    }

    /** {@return the symbol that a stream's name begins with, which counts only in lower case} */
    @Nullable
    BinanceSymbol symbolOfStream(String name) {
        final int at = name.indexOf('@');
        return at < 0 ? null : byLowerCase.get(name.substring(0, at));
    }

    @Nullable
    StreamFeed feed(String name) {
        final BinanceSymbol symbol = symbolOfStream(name);
        return symbol == null ? null : symbol.feed(name);
    }

    private BinanceSymbol symbol(Market market) {
        return byIndex.get(market.index());
    }

    private static void addNames(List<String> streams, String names) {
        for (final String name : names.split("/", -1)) {
            if (!name.isEmpty()) {
                streams.add(name);
            }
        }
    }
}
