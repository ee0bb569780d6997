package io.holdfast;

import io.holdfast.exchange.ExchangeStatus;
import io.holdfast.resilience.CircuitBreakerReason;
import io.holdfast.resilience.CircuitBreakerState;
import io.holdfast.session.EpochChange;
import io.holdfast.session.SessionListener;
import io.holdfast.session.SessionTransition;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells several listeners, in their order; one that throws is logged and does the others no harm. Immutable. */
final class ListenerFanOut implements SessionListener {

    private static final Logger LOG = LoggerFactory.getLogger(ListenerFanOut.class);

    private final List<SessionListener> listeners;

    ListenerFanOut(List<SessionListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    @Override
    public void onTransition(SessionTransition transition) {
        tell(listener -> listener.onTransition(transition), transition);
    }

    @Override
    public void onEpoch(EpochChange change) {
        tell(listener -> listener.onEpoch(change), change);
    }

    @Override
    public void onLocalPause(String exchange, long pauseNanos, long atNanos) {
        tell(listener -> listener.onLocalPause(exchange, pauseNanos, atNanos), "local pause");
    }

    @Override
    public void onCircuit(
            String exchange,
            CircuitBreakerState from,
            CircuitBreakerState to,
            CircuitBreakerReason reason,
            long atNanos) {
        tell(listener -> listener.onCircuit(exchange, from, to, reason, atNanos), "circuit " + to);
    }

    @Override
    public void onExchangeStatus(String exchange, ExchangeStatus status, String detail, long atNanos) {
        tell(listener -> listener.onExchangeStatus(exchange, status, detail, atNanos), status);
    }

    private void tell(Consumer<SessionListener> call, Object about) {
        for (final SessionListener listener : listeners) {
            try {
                call.accept(listener);
            } catch (RuntimeException e) {
                LOG.error("session listener threw on: {}", about, e);
            }
        }
    }
}
