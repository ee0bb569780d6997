package io.holdfast.gateway.dashboard;

import io.holdfast.GateChange;
import io.holdfast.feed.FeedStatus;
import io.holdfast.feed.Reason;
import io.holdfast.health.AlertPolicy;
import io.holdfast.health.HealthMonitor;
import io.holdfast.health.HealthReport;
import io.holdfast.market.Channel;
import io.holdfast.market.Instrument;
import io.holdfast.market.Subscription;
import io.holdfast.resilience.CircuitBreakerReason;
import io.holdfast.resilience.CircuitBreakerState;
import io.holdfast.session.EpochChange;
import io.holdfast.session.SessionState;
import io.holdfast.session.SessionStatus;
import io.holdfast.session.SessionTransition;
import io.holdfast.time.SystemClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A view whose exchanges stand as a test says, with a past. Its clock goes on as the machine's does. */
final class FakeView implements DashboardView {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final SystemClock clock = new SystemClock();
    private final HealthMonitor monitor = new HealthMonitor(AlertPolicy.DEFAULT);
    private final Map<String, SessionState> states = new LinkedHashMap<>();
    private final List<GateChange> gates = new ArrayList<>();
    private final List<PriceRow> prices = new ArrayList<>();
    private final long nowNanos = clock.nanos();

    /** Every state that an exchange can be in, each under its own name in lower case. */
    static FakeView ofEveryState() {
        final FakeView view = new FakeView();
        view.exchange("binance", SessionState.LIVE, Reason.RESTORED, "");
        view.exchange("kraken", SessionState.LIVE, Reason.RESTORED, "");
        view.epoch("kraken", "ETH/USD", FeedStatus.LIVE, Reason.FIRST_DATA, 900);
        view.epoch("kraken", "ETH/USD", FeedStatus.STALE, Reason.CHECKSUM_MISMATCH, 12);
        view.exchange("bitfinex", SessionState.LIVE, Reason.RESTORED, "");
        view.epoch("bitfinex", "BTC/USD", FeedStatus.LIVE, Reason.FIRST_DATA, 900);
        view.epoch("bitfinex", "BTC/USD", FeedStatus.STALE, Reason.EXCHANGE_MAINTENANCE, 95);
        view.gate("bitfinex", false, Reason.EXCHANGE_MAINTENANCE, 95);
        view.exchange("coinbase", SessionState.WAITING, Reason.RESET, "RESET: Connection reset");
        view.exchange("bitstamp", SessionState.CONNECTING, Reason.RETRY_DUE, "wss://ws.bitstamp.net");
        view.exchange("gemini", SessionState.RESTORING, Reason.OPENED, "");
        view.exchange("okx", SessionState.SUSPENDED, Reason.CONNECT_FAILED, "too many failures");
        view.circuitOpened("okx");
        view.monitor.onLocalPause("okx", 3 * SECOND, view.nowNanos);
        view.exchange("atlantis", SessionState.FAILED, Reason.REFUSED_FOR_GOOD, "HTTP 451");
        view.price("binance", "BTC/USDT", 6712350, 6712360, true, true, 0.1);
        view.price("binance", "ETH/USDT", 345021, 345030, true, true, 0.7);
        view.price("binance", "这是测试币456/USDT", 12, 14, true, true, 3);
        view.price("kraken", "BTC/USD", 6711990, 6712010, true, true, 1);
        view.price("kraken", "ETH/USD", 344990, 345010, false, false, 12);
        view.price("coinbase", "BTC/USD", 6712100, 6712190, false, false, 42);
        view.settle();
        return view;
    }

    private void circuitOpened(String id) {
        monitor.onCircuit(
                id,
                CircuitBreakerState.CLOSED,
                CircuitBreakerState.OPEN,
                CircuitBreakerReason.CONSECUTIVE_FAILURES,
                nowNanos);
    }

    /** Adds an exchange with half an hour behind it, in which it was lost a few times, and its present state. */
    void exchange(String id, SessionState state, Reason reason, String detail) {
        final String session = id + "-1";
        double ago = 1_800;
        if (state != SessionState.FAILED) {
            move(session, SessionState.IDLE, SessionState.CONNECTING, Reason.STARTED, "", ago);
            move(session, SessionState.RESTORING, SessionState.LIVE, Reason.RESTORED, "", ago - 1);
            int losses = Math.floorMod(id.hashCode(), 4) + 1;
            while (losses > 0) {
                ago -= 250 + 40 * losses;
                final Reason[] reasons = {Reason.RESET, Reason.SILENT, Reason.CLOSE_FRAME, Reason.END_OF_STREAM};
                move(session, SessionState.LIVE, SessionState.WAITING, reasons[losses % 4], "lost on purpose", ago);
                move(session, SessionState.WAITING, SessionState.CONNECTING, Reason.RETRY_DUE, "", ago - 0.02);
                move(
                        session,
                        SessionState.RESTORING,
                        SessionState.LIVE,
                        Reason.RESTORED,
                        "",
                        ago - 0.05 * Math.pow(4, losses));
                losses--;
            }
        }
        final double since = 7.5;
        if (state == SessionState.LIVE) {
            gate(id, true, Reason.RESTORED, ago);
        } else {
            move(session, SessionState.LIVE, state, reason, detail, since);
            gate(id, false, reason, since);
        }
        states.put(id, state);
    }

    void epoch(String id, String instrument, FeedStatus status, Reason reason, double secondsAgo) {
        monitor.onEpoch(new EpochChange(
                id + "-1",
                id,
                new Subscription(Instrument.of(instrument), Channel.TOP_OF_BOOK),
                1,
                status,
                reason,
                at(secondsAgo)));
    }

    void gate(String id, boolean open, Reason reason, double secondsAgo) {
        gates.removeIf(gate -> gate.exchange().equals(id));
        gates.add(new GateChange(id, null, open, reason, "", 0, true, at(secondsAgo)));
    }

    void price(String id, String instrument, long bid, long ask, boolean live, boolean open, double secondsAgo) {
        prices.add(new PriceRow(
                id,
                instrument,
                true,
                bid,
                2,
                12_500,
                4,
                ask,
                2,
                98_000,
                4,
                at(secondsAgo),
                live,
                live ? Reason.FIRST_DATA : Reason.RESET,
                open,
                3,
                100));
    }

    /** Moves every price, as a busy market would. */
    void movePrices() {
        final long now = clock.nanos();
        prices.replaceAll(row -> new PriceRow(
                row.exchange(),
                row.instrument(),
                true,
                row.bidPrice() + 1,
                row.bidPriceScale(),
                row.bidSize(),
                row.bidSizeScale(),
                row.askPrice() + 1,
                row.askPriceScale(),
                row.askSize(),
                row.askSizeScale(),
                now,
                row.live(),
                row.reason(),
                row.gateOpen(),
                row.epoch(),
                row.updates() + 1));
    }

    /** Lets alerts be raised. */
    void settle() {
        for (int second = 1_700; second >= 0; second -= 50) {
            monitor.tick(sessions(), at(second), clock.epochNanos());
        }
    }

    HealthMonitor monitor() {
        return monitor;
    }

    @Override
    public HealthReport health() {
        return monitor.report(clock.nanos(), clock.epochNanos());
    }

    @Override
    public long nowNanos() {
        return clock.nanos();
    }

    @Override
    public List<GateChange> gates() {
        return List.copyOf(gates);
    }

    @Override
    public Map<String, CircuitBreakerState> circuits() {
        final Map<String, CircuitBreakerState> circuits = new LinkedHashMap<>();
        states.forEach((id, state) -> circuits.put(
                id,
                state == SessionState.SUSPENDED
                        ? CircuitBreakerState.OPEN
                        : state == SessionState.CONNECTING
                                ? CircuitBreakerState.HALF_OPEN
                                : CircuitBreakerState.CLOSED));
        return circuits;
    }

    @Override
    public List<SessionStatus> sessions() {
        final List<SessionStatus> sessions = new ArrayList<>();
        states.forEach((id, state) -> sessions.add(new SessionStatus(
                id + "-1",
                id,
                state,
                Reason.RESTORED,
                "",
                nowNanos,
                1,
                0,
                4,
                3,
                1,
                250_000,
                0,
                2,
                0,
                0,
                0,
                id.equals("bitfinex") ? 1 : 0)));
        return sessions;
    }

    @Override
    public List<PriceRow> prices() {
        return List.copyOf(prices);
    }

    @Override
    public int ringCapacity() {
        return 65_536;
    }

    @Override
    public long ringRemaining() {
        return 65_000;
    }

    private long at(double secondsAgo) {
        return nowNanos - Math.round(secondsAgo * SECOND);
    }

    private void move(
            String session, SessionState from, SessionState to, Reason reason, String detail, double secondsAgo) {
        monitor.onTransition(new SessionTransition(
                session,
                session.substring(0, session.lastIndexOf('-')),
                3,
                from,
                to,
                reason,
                detail,
                to == SessionState.LIVE ? 0 : 2,
                SECOND,
                to == SessionState.WAITING || to == SessionState.SUSPENDED ? 600 * SECOND : -1,
                from == SessionState.LIVE ? SECOND / 4 : -1,
                at(secondsAgo)));
    }
}
