package io.holdfast;

import io.holdfast.health.FlightEvents;
import io.holdfast.health.HealthEvent;
import io.holdfast.health.HealthMonitor;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the monitor and several listeners of gates, in their order; one that throws does the others no harm. */
final class GateFanOut implements GateListener {

    private static final Logger LOG = LoggerFactory.getLogger(GateFanOut.class);

    private final FlightEvents flight = new FlightEvents();
    private final HealthMonitor monitor;
    private final List<GateListener> listeners;

    GateFanOut(HealthMonitor monitor, List<GateListener> listeners) {
        this.monitor = monitor;
        this.listeners = List.copyOf(listeners);
    }

    @Override
    public void onGate(GateChange change) {
        if (!change.ofExchange() || change.instrument() == null) {
            monitor.note(
                    change.atNanos(), change.exchange(), HealthEvent.Kind.GATE, change.toString(), change.detail());
        }
        flight.onGate(
                change.exchange(),
                change.instrument() == null ? "" : change.instrument().toString(),
                change.open(),
                change.reason().name());
        for (final GateListener listener : listeners) {
            try {
                listener.onGate(change);
            } catch (RuntimeException e) {
                LOG.error("gate listener threw on: {}", change, e);
            }
        }
    }
}
