package io.holdfast.feed;

import static java.util.Objects.requireNonNull;

import io.holdfast.market.Instrument;
import io.holdfast.market.Subscription;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The numbers by which slots of the ring speak of exchanges and instruments.
 *
 * <p>Numbers are dense, from 0, given on first use and never taken back; they mean nothing outside the process. Any
 * thread; reading takes no lock and allocates nothing.
 */
public final class Directory {

    private final Map<String, Integer> exchangeIds = new HashMap<>();
    private final Map<Instrument, Integer> instrumentIds = new HashMap<>();
    private final Map<String, Map<Subscription, Long>> lastEpochs = new HashMap<>();
    // Copied on write under the monitor, so that a reader never sees one half filled.
    private volatile String[] exchanges = new String[0];
    private volatile Instrument[] instruments = new Instrument[0];

    /** Makes an empty directory. */
    public Directory() {}

    /** {@return the exchange's number, a new one if it has none yet} */
    public synchronized int exchangeId(String exchange) {
        final Integer known = exchangeIds.get(requireNonNull(exchange, "exchange"));
        if (known != null) {
            return known;
        }
        final int id = exchanges.length;
        final String[] grown = Arrays.copyOf(exchanges, id + 1);
        grown[id] = exchange;
        exchanges = grown;
        exchangeIds.put(exchange, id);
        return id;
    }

    /** {@return the instrument's number, a new one if it has none yet} */
    public synchronized int instrumentId(Instrument instrument) {
        final Integer known = instrumentIds.get(requireNonNull(instrument, "instrument"));
        if (known != null) {
            return known;
        }
        final int id = instruments.length;
        final Instrument[] grown = Arrays.copyOf(instruments, id + 1);
        grown[id] = instrument;
        instruments = grown;
        instrumentIds.put(instrument, id);
        return id;
    }

    /** {@return the exchange of a number that {@link #exchangeId} gave} */
    public String exchange(int id) {
        return exchanges[id];
    }

    /** {@return the instrument of a number that {@link #instrumentId} gave} */
    public Instrument instrument(int id) {
        return instruments[id];
    }

    /**
     * {@return the number of the last epoch that {@link #keepEpoch} was told; 0 if none} So that numbers go on rising
     * when a subscription is given up and wanted again later.
     */
    public synchronized long lastEpoch(String exchange, Subscription subscription) {
        final Map<Subscription, Long> ofExchange = lastEpochs.get(exchange);
        return ofExchange == null ? 0 : ofExchange.getOrDefault(subscription, 0L);
    }

    /** Remembers the number of the last epoch of a subscription that is given up. */
    public synchronized void keepEpoch(String exchange, Subscription subscription, long epoch) {
        lastEpochs.computeIfAbsent(exchange, unused -> new HashMap<>()).merge(subscription, epoch, Math::max);
    }
}
