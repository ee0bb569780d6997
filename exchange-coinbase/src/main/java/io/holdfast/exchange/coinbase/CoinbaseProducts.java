package io.holdfast.exchange.coinbase;

import io.holdfast.codec.SymbolTable;
import io.holdfast.exchange.ProtocolSink;
import io.holdfast.exchange.WireSubscription;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The products that this connection has to do with, found by their symbols. */
final class CoinbaseProducts {

    private final ProtocolSink sink;
    private final SymbolTable places = new SymbolTable();
    /** By place; null where a product has gone. */
    private final List<@Nullable CoinbaseProduct> byPlace = new ArrayList<>();

    /** By subscription id: where it lives. */
    private @Nullable CoinbaseProduct[] byId = new CoinbaseProduct[16];

    CoinbaseProducts(ProtocolSink sink) {
        this.sink = sink;
    }

    /** {@return the product of this symbol; null if nobody wants it} */
    @Nullable
    CoinbaseProduct find(byte[] buffer, int offset, int length) {
        final int place = places.get(buffer, offset, length);
        return place == SymbolTable.ABSENT ? null : byPlace.get(place);
    }

    @Nullable
    CoinbaseProduct find(String symbol) {
        final int place = places.get(symbol);
        return place == SymbolTable.ABSENT ? null : byPlace.get(place);
    }

    /** {@return how many places there are to look at by {@link #at}} */
    int places() {
        return byPlace.size();
    }

    @Nullable
    CoinbaseProduct at(int place) {
        return byPlace.get(place);
    }

    /** A request for the subscription is about to be sent. {@return its stream} */
    CoinbaseStream expect(WireSubscription subscription) {
        final int id = subscription.id();
        forgetFormerOwner(subscription);
        CoinbaseProduct product = find(subscription.symbol());
        if (product == null) {
            product = new CoinbaseProduct(subscription.symbol(), sink);
            add(product);
        }
        if (id >= byId.length) {
            byId = Arrays.copyOf(byId, Math.max(id + 1, byId.length * 2));
        }
        byId[id] = product;
        final CoinbaseStream stream = product.stream(CoinbaseStream.Kind.of(subscription.channel()));
        if (stream.isOff() || stream.isBroken()) {
            product.forget(stream.kind);
        }
        stream.expect(id, subscription.channel());
        return stream;
    }

    /** The subscription leaves its stream. */
    void leave(WireSubscription subscription) {
        final CoinbaseProduct product = find(subscription.symbol());
        if (product != null) {
            product.stream(CoinbaseStream.Kind.of(subscription.channel())).leave(subscription.id());
            byId[subscription.id()] = null;
            dropIfUnwanted(product);
        }
    }

    /** An id that was refused and given up is never unsubscribed, and may come back as another's. */
    private void forgetFormerOwner(WireSubscription subscription) {
        final CoinbaseProduct former = subscription.id() < byId.length ? byId[subscription.id()] : null;
        if (former == null) {
            return;
        }
        for (final CoinbaseStream.Kind kind : CoinbaseStream.Kind.values()) {
            final CoinbaseSubscriber found = former.stream(kind).find(subscription.id());
            if (found != null
                    && (!former.symbol.equals(subscription.symbol()) || found.channel != subscription.channel())) {
                former.stream(kind).leave(subscription.id());
            }
        }
        dropIfUnwanted(former);
    }

    private void add(CoinbaseProduct product) {
        int place = byPlace.indexOf(null);
        if (place < 0) {
            place = byPlace.size();
            byPlace.add(product);
        } else {
            byPlace.set(place, product);
        }
        places.put(product.symbol, place);
    }

    private void dropIfUnwanted(CoinbaseProduct product) {
        if (!product.isWanted()) {
            final int place = places.remove(product.symbol);
            if (place != SymbolTable.ABSENT) {
                byPlace.set(place, null);
            }
        }
    }
}
