package io.holdfast.gateway.dashboard;

import io.holdfast.GateChange;
import io.holdfast.Holdfast;
import io.holdfast.health.HealthReport;
import io.holdfast.resilience.CircuitBreakerState;
import io.holdfast.session.SessionStatus;
import io.holdfast.time.MonotonicClock;
import io.holdfast.time.SystemClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Shows a running {@link Holdfast}. */
public final class LiveView implements DashboardView {

    private final MonotonicClock clock = new SystemClock();
    private final Holdfast holdfast;
    private final PriceTable prices;

    /** Makes a view; the table is one of the handlers. */
    public LiveView(Holdfast holdfast, PriceTable prices) {
        this.holdfast = holdfast;
        this.prices = prices;
    }

    @Override
    public HealthReport health() {
        return holdfast.health();
    }

    @Override
    public long nowNanos() {
        return clock.nanos();
    }

    @Override
    public List<GateChange> gates() {
        final List<GateChange> gates = new ArrayList<>();
        for (final String exchange : holdfast.exchanges()) {
            gateOf(exchange).ifPresent(gates::add);
        }
        return gates;
    }

    private Optional<GateChange> gateOf(String exchange) {
        try {
            return Optional.of(holdfast.gate(exchange).status());
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // removed since it was named
        }
    }

    @Override
    public Map<String, CircuitBreakerState> circuits() {
        final Map<String, CircuitBreakerState> circuits = new TreeMap<>();
        holdfast.feedStatus().forEach(feed -> circuits.put(feed.exchange(), feed.circuit()));
        return circuits;
    }

    @Override
    public List<SessionStatus> sessions() {
        return holdfast.status();
    }

    @Override
    public List<PriceRow> prices() {
        return prices.rows();
    }

    @Override
    public int ringCapacity() {
        return holdfast.bus().capacity();
    }

    @Override
    public long ringRemaining() {
        return holdfast.bus().remainingCapacity();
    }
}
