package io.holdfast.examples.trading;

import io.holdfast.market.Decimal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Orders that go nowhere: remembers on which exchanges something stands. Any thread. */
final class PaperOrders implements OrderEntry {

    private final Map<String, String> standing = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> sent = new ConcurrentHashMap<>();

    PaperOrders() {}

    @Override
    public void quote(String exchange, Decimal bid, Decimal ask) {
        standing.put(exchange, bid + " / " + ask);
        sent.computeIfAbsent(exchange, unused -> new LongAdder()).increment();
    }

    @Override
    public void pull(String exchange) {
        standing.remove(exchange);
    }

    /** {@return whether a quote stands on an exchange} */
    boolean isStanding(String exchange) {
        return standing.containsKey(exchange);
    }

    /** {@return how many quotes were sent to an exchange} */
    long sent(String exchange) {
        final LongAdder count = sent.get(exchange);
        return count == null ? 0 : count.sum();
    }
}
