package io.holdfast.testkit.venue.coinbase;

import static java.util.Objects.requireNonNull;

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
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The Coinbase Exchange feed without keys: {@code level2_batch}, {@code matches}, {@code ticker}, {@code heartbeat} and
 * {@code status}; products, books and trades over HTTP; and its limits. {@code ticker_batch} is acknowledged and stays
 * silent.
 *
 * <p>Confined to the scheduler's thread.
 */
public final class CoinbaseExchangeVenue extends SimulatedVenue<ExchangeConnection> {

    private static final int NOT_FOUND = 404;
    private static final String PRODUCTS = "/products";

    private final CoinbaseRules rules;
    private final AddressRates rates;
    private final Map<String, ExchangeProduct> products = new LinkedHashMap<>();
    private final List<ExchangeProduct> byIndex = new ArrayList<>();
    private final FrameText frame = new FrameText();

    /**
     * Makes a venue.
     *
     * @param tick how often the markets move by themselves; zero for never
     */
    public CoinbaseExchangeVenue(MarketModel model, Duration tick, CoinbaseRules rules) {
        super("coinbase", model, tick);
        this.rules = requireNonNull(rules, "rules");
        this.rates = new AddressRates(rules);
        for (final Market market : model.markets()) {
            final ExchangeProduct product = new ExchangeProduct(this, market);
            products.put(product.id(), product);
            byIndex.add(product);
        }
    }

    /** {@return a venue with the usual markets that moves every 20 ms and holds clients to the documented rules} */
    public static CoinbaseExchangeVenue usual() {
        return new CoinbaseExchangeVenue(
                new MarketModel(CoinbaseVenue.USUAL_MARKETS, 1), Duration.ofMillis(20), CoinbaseRules.EXCHANGE);
    }

    /** {@return what clients are held to} */
    public CoinbaseRules rules() {
        return rules;
    }

    @Override
    public Numbering numbering() {
        return Numbering.TRADES_ONLY;
    }

    @Override
    public Admission accept(ClientRequest request, ClientLink link) {
        final HttpAnswer refusal = rates.connect(request.address(), scheduler().nanos());
        return refusal != null
                ? new Admission.Refused(refusal)
                : new Admission.Admitted(new ExchangeConnection(this, link, request.address()));
    }

    @Override
    public HttpAnswer get(ClientRequest request) {
        final String path = request.path();
        frame.clear();
        if (path.equals(PRODUCTS)) {
            writeProducts(frame.ascii('['));
            frame.ascii(']');
        } else {
            final String[] parts = path.split("/", -1);
            final ExchangeProduct product = parts.length < 3 ? null : products.get(parts[2]);
            if (!path.startsWith(PRODUCTS + "/") || product == null || parts.length > 4) {
                return HttpAnswer.of(NOT_FOUND, "{\"message\":\"NotFound\"}");
            }
            switch (parts.length == 4 ? parts[3] : "") {
                case "" -> writeProduct(frame, product);
                case "book" -> writeBook(product);
                case "trades" -> writeTrades(product.market());
                default -> {
                    return HttpAnswer.of(NOT_FOUND, "{\"message\":\"NotFound\"}");
                }
            }
        }
        return new HttpAnswer(200, Map.of(), Arrays.copyOf(frame.buffer(), frame.length()));
    }

    @Override
    public void onLevel(Market market, Side side, long price, long size) {
        byIndex.get(market.index()).onLevel(side, price);
    }

    @Override
    public void onTrade(Market market, Side aggressor, long price, long size) {
        byIndex.get(market.index()).onTrade(price, size);
    }

    @Override
    public void onSettled(Market market) {
        byIndex.get(market.index()).onSettled();
    }

    /** Sends now what has been gathered of books, without waiting for the end of the window. */
    public void flushBooks() {
        byIndex.forEach(ExchangeProduct::flushBook);
    }

    @Override
    protected void onStatus(Market market) {
        for (final ExchangeConnection connection : List.copyOf(connections())) {
            if (connection.hears("status")) {
                connection.reply(writeStatus(frame.clear()));
            }
        }
    }

    FrameText frame() {
        return frame;
    }

    AddressRates rates() {
        return rates;
    }

    @Nullable
    ExchangeProduct product(String id) {
        return products.get(id);
    }

    FrameText writeStatus(FrameText text) {
        text.ascii("{\"type\":\"status\",\"products\":[");
        writeProducts(text);
        return text.ascii("],\"currencies\":[]}");
    }

    private void writeProducts(FrameText text) {
        String separator = "";
        for (final ExchangeProduct product : products.values()) {
            writeProduct(text.ascii(separator), product);
            separator = ",";
        }
    }

    private static void writeProduct(FrameText text, ExchangeProduct product) {
        final MarketSpec spec = product.market().spec();
        text.ascii("{\"id\":").string(product.id());
        text.ascii(",\"base_currency\":").string(spec.instrument().base());
        text.ascii(",\"quote_currency\":").string(spec.instrument().quote());
        text.ascii(",\"base_increment\":\"").shortest(spec.sizeIncrement(), spec.sizeScale());
        text.ascii("\",\"quote_increment\":\"").shortest(spec.priceIncrement(), spec.priceScale());
        text.ascii("\",\"display_name\":").string(product.id());
        text.ascii(",\"status\":\"").ascii(CoinbaseNames.status(product.market()));
        text.ascii("\",\"status_message\":\"\",\"min_market_funds\":\"1\",\"post_only\":");
        text.ascii(Boolean.toString(CoinbaseVenue.isRestricted(product.market())));
        text.ascii(",\"limit_only\":false,\"cancel_only\":false,\"trading_disabled\":");
        text.ascii(Boolean.toString(product.isDelisted())).ascii(",\"fx_stablecoin\":false,\"auction_mode\":false}");
    }

    private void writeBook(ExchangeProduct product) {
        frame.ascii("{\"bids\":[");
        product.writeSide(frame, product.market().bids(), true);
        frame.ascii("],\"asks\":[");
        product.writeSide(frame, product.market().asks(), true);
        frame.ascii("],\"sequence\":").number(product.market().sequence());
        frame.ascii(",\"auction_mode\":false,\"auction\":null,\"time\":\"");
        frame.rfc3339(scheduler().epochNanos(), 6).ascii("\"}");
    }

    private void writeTrades(Market market) {
        frame.ascii('[');
        for (int back = 0; back < market.trades().count(); back++) {
            frame.ascii(back == 0 ? "{\"trade_id\":" : ",{\"trade_id\":")
                    .number(market.trades().id(back));
            frame.ascii(",\"side\":\"")
                    .ascii(CoinbaseNames.maker(market.trades().aggressor(back)));
            frame.ascii("\",\"size\":\"");
            frame.shortest(market.trades().size(back), market.spec().sizeScale())
                    .ascii("\",\"price\":\"");
            frame.shortest(market.trades().price(back), market.spec().priceScale())
                    .ascii("\",\"time\":\"");
            frame.rfc3339(market.trades().epochNanos(back), 6).ascii("\"}");
        }
        frame.ascii(']');
    }
}
