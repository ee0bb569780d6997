package io.holdfast.gateway.dashboard;

import io.holdfast.GateChange;
import io.holdfast.Holdfast;
import io.holdfast.health.HealthReport;
import io.holdfast.session.SessionStatus;
import io.holdfast.time.MonotonicClock;
import io.holdfast.time.SystemClock;
import java.util.ArrayList;
import java.util.List;

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
            gates.add(holdfast.gate(exchange).status());
        }
        return gates;
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
