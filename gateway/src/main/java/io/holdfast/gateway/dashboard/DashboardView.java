package io.holdfast.gateway.dashboard;

import io.holdfast.GateChange;
import io.holdfast.health.HealthReport;
import io.holdfast.resilience.CircuitBreakerState;
import io.holdfast.session.SessionStatus;
import java.util.List;
import java.util.Map;

/** What there is to show. Asked on the server's thread, about twice a second: must not block. */
public interface DashboardView {

    /** {@return how well each exchange has been kept} */
    HealthReport health();

    /** {@return the monotonic time of the prices' stamps} */
    long nowNanos();

    /** {@return how the gate of each exchange stands} */
    List<GateChange> gates();

    /** {@return how the circuit breaker of each exchange stands} */
    Map<String, CircuitBreakerState> circuits();

    /** {@return how each session stands} */
    List<SessionStatus> sessions();

    /** {@return the newest prices} */
    List<PriceRow> prices();

    /** {@return slots of the ring} */
    int ringCapacity();

    /** {@return slots that the slowest handler leaves free} */
    long ringRemaining();
}
