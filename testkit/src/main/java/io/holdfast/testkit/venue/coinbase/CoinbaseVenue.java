package io.holdfast.testkit.venue.coinbase;

import static java.util.Objects.requireNonNull;

import io.holdfast.market.InstrumentStatus;
import io.holdfast.market.Side;
import io.holdfast.testkit.venue.Admission;
import io.holdfast.testkit.venue.ClientLink;
import io.holdfast.testkit.venue.ClientRequest;
import io.holdfast.testkit.venue.FrameText;
import io.holdfast.testkit.venue.HttpAnswer;
import io.holdfast.testkit.venue.Market;
import io.holdfast.testkit.venue.MarketModel;
import io.holdfast.testkit.venue.MarketSpec;
import io.holdfast.testkit.venue.Numbering;
import io.holdfast.testkit.venue.SimulatedVenue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Coinbase Advanced Trade without keys: {@code level2}, {@code market_trades}, {@code ticker}, {@code heartbeats} and
 * {@code status} with one sequence over the whole connection; products over HTTP; and its limits. The channels
 * {@code candles} and {@code ticker_batch} are acknowledged and stay silent.
 *
 * <p>Confined to the scheduler's thread.
 */
public final class CoinbaseVenue extends SimulatedVenue<CoinbaseConnection> {

    /** The markets of a venue that was not given others. */
    public static final List<MarketSpec> USUAL_MARKETS = List.of(
            MarketSpec.of("BTC/USD", "64000.00").withDepth(2_000),
            MarketSpec.of("ETH/USD", "3000.00").withDepth(500),
            MarketSpec.of("ETH/EUR", "2600.00").withDepth(100),
            MarketSpec.of("SHIB/USD", "0.00001234").withSizes(0, 1));

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final CoinbaseRules rules;
    private final AddressRates rates;
    private final Map<String, CoinbaseProduct> products = new LinkedHashMap<>();
    private final List<CoinbaseProduct> byIndex = new ArrayList<>();
    private final FrameText body = new FrameText();
    private final CoinbaseHttp http = new CoinbaseHttp(this);
    private long startNanos;

    /**
     * Makes a venue.
     *
     * @param tick how often the markets move by themselves; zero for never
     */
    public CoinbaseVenue(MarketModel model, Duration tick, CoinbaseRules rules) {
        super("coinbase", model, tick);
        this.rules = requireNonNull(rules, "rules");
        this.rates = new AddressRates(rules);
        for (final Market market : model.markets()) {
            final CoinbaseProduct product = new CoinbaseProduct(this, market);
            products.put(product.id(), product);
            byIndex.add(product);
        }
    }

    /** {@return a venue with the usual markets that moves every 20 ms and holds clients to the documented rules} */
    public static CoinbaseVenue usual() {
        return new CoinbaseVenue(
                new MarketModel(USUAL_MARKETS, 1), Duration.ofMillis(20), CoinbaseRules.ADVANCED_TRADE);
    }

    /** {@return what clients are held to} */
    public CoinbaseRules rules() {
        return rules;
    }

    @Override
    public Numbering numbering() {
        return Numbering.CARRIED;
    }

    @Override
    public Admission accept(ClientRequest request, ClientLink link) {
        final HttpAnswer refusal = rates.connect(request.address(), scheduler().nanos());
        return refusal != null
                ? new Admission.Refused(refusal)
                : new Admission.Admitted(new CoinbaseConnection(this, link, request.address()));
    }

    @Override
    public HttpAnswer get(ClientRequest request) {
        return http.get(request);
    }

    @Override
    public void onLevel(Market market, Side side, long price, long size) {
        byIndex.get(market.index()).onLevel(side, price, size);
    }

    @Override
    public void onTrade(Market market, Side aggressor, long price, long size) {
        byIndex.get(market.index()).onTrade(price, size);
    }

    @Override
    public void onSettled(Market market) {
        byIndex.get(market.index()).onSettled();
    }

    /** Sends now what has been gathered of trades, without waiting for the end of the window. */
    public void flushTrades() {
        byIndex.forEach(CoinbaseProduct::flushTrades);
    }

    @Override
    protected void onStart() {
        startNanos = scheduler().nanos();
    }

    @Override
    protected void onStatus(Market market) {
        final CoinbaseProduct product = byIndex.get(market.index());
        for (final CoinbaseConnection connection : List.copyOf(connections())) {
            if (connection.hearsStatusOf(product)) {
                writeProducts(body.clear(), "update", List.of(product));
                connection.sendEvent("status", body);
            }
        }
    }

    FrameText body() {
        return body;
    }

    AddressRates rates() {
        return rates;
    }

    Collection<CoinbaseProduct> products() {
        return products.values();
    }

    /** {@return the product of an id; one in USDC is that in USD unless it is listed by itself} */
    @Nullable
    CoinbaseProduct product(String id) {
        final CoinbaseProduct product = products.get(id);
        return product != null || !id.endsWith("-USDC") ? product : products.get(id.substring(0, id.length() - 1));
    }

    FrameText writeHeartbeat(FrameText event) {
        final long elapsed = scheduler().nanos() - startNanos;
        event.ascii("{\"current_time\":\"").goTime(scheduler().epochNanos());
        event.ascii(" m=+").decimal(elapsed, 9, 9);
        return event.ascii("\",\"heartbeat_counter\":")
                .number(elapsed / NANOS_PER_SECOND)
                .ascii('}');
    }

    FrameText writeProducts(FrameText event, String type, Collection<CoinbaseProduct> listed) {
        event.ascii("{\"type\":\"").ascii(type).ascii("\",\"products\":[");
        String separator = "";
        for (final CoinbaseProduct product : listed) {
            final MarketSpec spec = product.market().spec();
            event.ascii(separator).ascii("{\"product_type\":\"SPOT\",\"id\":").string(product.id());
            event.ascii(",\"base_currency\":").string(spec.instrument().base());
            event.ascii(",\"quote_currency\":").string(spec.instrument().quote());
            event.ascii(",\"base_increment\":\"").shortest(spec.sizeIncrement(), spec.sizeScale());
            event.ascii("\",\"quote_increment\":\"").shortest(spec.priceIncrement(), spec.priceScale());
            event.ascii("\",\"display_name\":").string(spec.instrument().toString());
            event.ascii(",\"status\":\"").ascii(CoinbaseNames.status(product.market()));
            event.ascii("\",\"status_message\":\"\",\"min_market_funds\":\"1\"}");
            separator = ",";
        }
        return event.ascii("]}");
    }

    static boolean isRestricted(Market market) {
        return market.status() == InstrumentStatus.RESTRICTED;
    }
}
