package io.holdfast.testkit.venue.kraken;

import static java.util.Objects.requireNonNull;

import io.holdfast.market.Side;
import io.holdfast.testkit.venue.Admission;
import io.holdfast.testkit.venue.AttemptLimit;
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
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Kraken Spot, WebSocket v2: {@code book} with checksums, {@code ticker}, {@code trade}, {@code instrument},
 * {@code status}, heartbeats and pings; {@code AssetPairs} and {@code SystemStatus} over HTTP; and its limits.
 *
 * <p>Confined to the scheduler's thread.
 */
public final class KrakenVenue extends SimulatedVenue<KrakenConnection> {

    /** The markets of a venue that was not given others. */
    public static final List<MarketSpec> USUAL_MARKETS = List.of(
            MarketSpec.of("BTC/USD", "64000.0").withDepth(1_200),
            MarketSpec.of("ETH/USD", "3000.00").withDepth(300),
            MarketSpec.of("MATIC/USD", "0.5667").withDepth(50),
            MarketSpec.of("DOGE/USD", "0.1234567").withDepth(9));

    private static final Duration ATTEMPT_WINDOW = Duration.ofMinutes(10);
    private static final int NOT_FOUND = 404;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final long FIRST_ID = 0xFB8B_0000_0000_0001L; // beyond a signed number, as on the wire
    private static final long ID_STEP = 0x9E37L;
    private static final int MICROSECONDS = 6;

    private final KrakenRules rules;
    private final Map<String, KrakenPair> pairs = new LinkedHashMap<>();
    private final List<KrakenPair> byIndex = new ArrayList<>();
    private final AttemptLimit attempts;
    private final KrakenChecksum checksum = new KrakenChecksum();
    private final FrameText frame = new FrameText();

    private KrakenSystem system = KrakenSystem.ONLINE;
    private String maintenance = "";
    private long nextId = FIRST_ID;

    /**
     * Makes a venue.
     *
     * @param tick how often the markets move by themselves; zero for never
     */
    public KrakenVenue(MarketModel model, Duration tick, KrakenRules rules) {
        super("kraken", model, tick);
        this.rules = requireNonNull(rules, "rules");
        this.attempts = new AttemptLimit(rules.connectionAttempts(), ATTEMPT_WINDOW, ATTEMPT_WINDOW);
        for (final Market market : model.markets()) {
            final KrakenPair pair = new KrakenPair(this, market);
            pairs.put(pair.symbol(), pair);
            byIndex.add(pair);
        }
    }

    /** {@return a venue with the usual markets that moves every 20 ms and holds clients to the documented rules} */
    public static KrakenVenue usual() {
        return new KrakenVenue(new MarketModel(USUAL_MARKETS, 1), Duration.ofMillis(20), KrakenRules.DOCUMENTED);
    }

    /** {@return what clients are held to} */
    public KrakenRules rules() {
        return rules;
    }

    @Override
    public Numbering numbering() {
        return Numbering.CARRIED;
    }

    @Override
    public Admission accept(ClientRequest request, ClientLink link) {
        if (attempts.attempt(request.address(), scheduler().nanos()) > 0) {
            return new Admission.Refused(HttpAnswer.of(TOO_MANY_REQUESTS, "error code: 1015"));
        }
        if (!request.path().equals("/v2")) {
            return new Admission.Refused(HttpAnswer.of(NOT_FOUND, ""));
        }
        nextId += ID_STEP;
        return new Admission.Admitted(new KrakenConnection(this, link, nextId));
    }

    @Override
    public HttpAnswer get(ClientRequest request) {
        switch (request.path()) {
            case "/0/public/AssetPairs" -> KrakenCatalog.writeAssetPairs(frame.clear(), pairs.values());
            case "/0/public/SystemStatus" -> {
                frame.clear().ascii("{\"error\":[],\"result\":{\"status\":\"").ascii(system.text());
                frame.ascii("\",\"timestamp\":\"")
                        .rfc3339(scheduler().epochNanos(), 0)
                        .ascii("\"}}");
            }
            default -> {
                return HttpAnswer.of(NOT_FOUND, "{\"error\":[\"EGeneral:Unknown method\"]}");
            }
        }
        return new HttpAnswer(200, Map.of(), Arrays.copyOf(frame.buffer(), frame.length()));
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

    /** Sets how the whole exchange stands and tells every client. Nothing moves during maintenance. */
    public void system(KrakenSystem next) {
        system = requireNonNull(next, "system");
        model().suspended(next == KrakenSystem.MAINTENANCE);
        tellStatus();
    }

    /** Tells every client, now and on connecting, of maintenance that is to begin after a time. */
    public void announceMaintenance(Duration in) {
        final long start = scheduler().epochNanos() + in.toNanos();
        frame.clear().ascii("{\"affected_services\":[\"spot_trading\",\"spot_ws\"],\"cancel_before_utc\":\"");
        frame.rfc3339(start, MICROSECONDS).ascii("\",\"event_id\":33,\"expected_end_utc\":\"");
        frame.rfc3339(start + ATTEMPT_WINDOW.toNanos(), MICROSECONDS).ascii("\",\"expected_start_utc\":\"");
        frame.rfc3339(start, MICROSECONDS)
                .ascii("\",\"order_submission\":\"allowed\",\"phase\":\"announced\","
                        + "\"recommended_action\":\"continue\",\"source_url\":\"https://status.kraken.example\","
                        + "\"time_to_start_s\":");
        frame.number(in.toSeconds()).ascii(",\"title\":\"System Maintenance\"}");
        maintenance = frame.toString();
        tellStatus();
    }

    /** Turns an address away for ten minutes. */
    public void ban(String address) {
        attempts.ban(address, scheduler().nanos());
    }

    @Override
    protected void onStatus(Market market) {
        KrakenCatalog.writeInstruments(frame.clear(), "update", List.of(byIndex.get(market.index())), false);
        for (final KrakenConnection connection : List.copyOf(connections())) {
            if (connection.hearsInstruments()) {
                connection.reply(frame);
            }
        }
    }

    void writeStatus(FrameText text, long connectionId) {
        text.ascii("{\"channel\":\"status\",\"type\":\"update\",\"data\":[{\"version\":\"2.0.10\",\"system\":\"");
        text.ascii(system.text()).ascii("\",\"api_version\":\"v2\",\"connection_id\":");
        text.ascii(Long.toUnsignedString(connectionId)).ascii(",\"upcoming_maintenance\":[");
        text.ascii(maintenance).ascii("],\"emergency\":[]}]}");
    }

    FrameText frame() {
        return frame;
    }

    KrakenChecksum checksum() {
        return checksum;
    }

    Collection<KrakenPair> pairs() {
        return pairs.values();
    }

    @Nullable
    KrakenPair pair(String symbol) {
        return pairs.get(symbol);
    }

    private void tellStatus() {
        for (final KrakenConnection connection : List.copyOf(connections())) {
            writeStatus(frame.clear(), connection.id());
            connection.reply(frame);
        }
    }
}
