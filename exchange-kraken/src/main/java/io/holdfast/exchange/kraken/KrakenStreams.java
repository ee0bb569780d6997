package io.holdfast.exchange.kraken;

import static java.util.Objects.requireNonNull;

import io.holdfast.codec.SymbolTable;
import io.holdfast.exchange.WireSubscription;
import io.holdfast.market.Channel;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is subscribed to on this connection, by id and by channel and symbol. */
final class KrakenStreams {

    private final Map<Channel, SymbolTable> symbols = new EnumMap<>(Channel.class);
    private final int depth;
    private @Nullable KrakenStream[] byId = new KrakenStream[16];

    KrakenStreams(int depth) {
        this.depth = depth;
        for (final Channel channel : Channel.values()) {
            symbols.put(channel, new SymbolTable());
        }
    }

    /** {@return ids by the exchange's symbol} */
    SymbolTable symbols(Channel channel) {
        return requireNonNull(symbols.get(channel));
    }

    /** {@return one more than the highest id that may be in use} */
    int idsEnd() {
        return byId.length;
    }

    /** {@return the stream; null if nothing is subscribed to under this id} */
    @Nullable
    KrakenStream byId(int id) {
        return id >= 0 && id < byId.length ? byId[id] : null;
    }

    @Nullable
    KrakenStream find(Channel channel, String symbol) {
        return byId(symbols(channel).get(symbol));
    }

    boolean holds(KrakenStream stream) {
        return byId(stream.id()) == stream;
    }

    /** {@return the stream of a subscription: a new one, unless it is only asked for once more} */
    KrakenStream expect(WireSubscription subscription) {
        final int id = subscription.id();
        if (id >= byId.length) {
            byId = Arrays.copyOf(byId, Math.max(id + 1, byId.length * 2));
        }
        final KrakenStream known = byId[id];
        if (known != null && known.subscription.equals(subscription)) {
            return known;
        }
        if (known != null) {
            forget(known);
        }
        final KrakenStream stream = new KrakenStream(subscription, depth);
        byId[id] = stream;
        symbols(subscription.channel()).put(subscription.symbol(), id);
        return stream;
    }

    /** {@return the stream that a subscription had, and has no more} */
    KrakenStream release(WireSubscription subscription) {
        final KrakenStream known = byId(subscription.id());
        if (known == null || !known.subscription.equals(subscription)) {
            return new KrakenStream(subscription, depth);
        }
        forget(known);
        return known;
    }

    /** What still comes of it is not its own any more. */
    void forget(KrakenStream stream) {
        if (holds(stream)) {
            byId[stream.id()] = null;
            final SymbolTable table = symbols(stream.channel());
            if (table.get(stream.subscription.symbol()) == stream.id()) {
                table.remove(stream.subscription.symbol());
            }
        }
    }
}
