package io.holdfast.exchange.coinbase;

import io.holdfast.exchange.ExchangeProtocol;
import io.holdfast.exchange.Outbound;
import io.holdfast.exchange.ProtocolSink;
import io.holdfast.exchange.UnreadFrame;
import io.holdfast.exchange.WireSubscription;
import io.holdfast.transport.FrameKind;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One connection to either feed: which subscriptions live on which streams of the wire. Frames go to the feed's own
 * {@link CoinbaseReader}, books and trades are kept by the same rules on both ({@link CoinbaseBookSync},
 * {@link CoinbaseTradeSync}).
 */
final class CoinbaseProtocol implements ExchangeProtocol {

    private final ProtocolSink sink;
    private final CoinbaseRequests requests;
    private final CoinbaseProducts products;
    private final CoinbaseAnswers answers;
    private final CoinbaseConnection connection;
    private final CoinbaseReader reader;
    private final boolean statusByProduct;
    /** Of which trading status has been asked for. */
    private final Set<String> followed = new HashSet<>();

    CoinbaseProtocol(ProtocolSink sink, CoinbaseFeed feed) {
        this(sink, feed, true, feed == CoinbaseFeed.ADVANCED_TRADE);
    }

    /**
     * Makes one for tests of its parts.
     *
     * @param scanning        whether the usual frames may be read the fast way
     * @param statusByProduct whether trading status is asked for product by product
     */
    CoinbaseProtocol(ProtocolSink sink, CoinbaseFeed feed, boolean scanning, boolean statusByProduct) {
        this.sink = sink;
        this.statusByProduct = statusByProduct;
        this.requests = new CoinbaseRequests(feed);
        this.products = new CoinbaseProducts(sink);
        this.answers = new CoinbaseAnswers(sink, products);
        this.connection = new CoinbaseConnection(sink);
        this.reader = feed == CoinbaseFeed.ADVANCED_TRADE
                ? new CoinbaseAdvancedReader(sink, connection, products, answers, scanning)
                : new CoinbaseExchangeReader(sink, connection, products, answers);
    }

    @Override
    public void onOpened(Outbound out) {
        answers.requested();
        out.sendText(requests.first());
    }

    @Override
    public int subscribe(List<WireSubscription> pending, Outbound out) {
        if (statusByProduct && follow(pending, out)) {
            return 0;
        }
        final CoinbaseStream.Kind kind = CoinbaseStream.Kind.of(pending.get(0).channel());
        final Set<String> symbols = new LinkedHashSet<>();
        int covered = 0;
        for (final WireSubscription subscription : pending) {
            final boolean fits = symbols.size() < CoinbaseRequests.MAX_PRODUCTS_PER_REQUEST
                    || symbols.contains(subscription.symbol());
            if (CoinbaseStream.Kind.of(subscription.channel()) != kind || !fits) {
                break;
            }
            products.expect(subscription);
            symbols.add(subscription.symbol());
            covered++;
        }
        send(requests.subscribe(kind, symbols), out);
        return covered;
    }

    /** {@return whether a request for trading status was sent} Once for each product; its end is that of the connection. */
    private boolean follow(List<WireSubscription> pending, Outbound out) {
        final Set<String> symbols = new LinkedHashSet<>();
        for (final WireSubscription subscription : pending) {
            if (symbols.size() < CoinbaseRequests.MAX_PRODUCTS_PER_REQUEST
                    && !followed.contains(subscription.symbol())) {
                symbols.add(subscription.symbol());
            }
        }
        if (symbols.isEmpty()) {
            return false;
        }
        followed.addAll(symbols);
        answers.requestedStatus();
        out.sendText(requests.status(symbols));
        return true;
    }

    /** What shares its stream with another subscription leaves without a request. */
    @Override
    public int unsubscribe(List<WireSubscription> pending, Outbound out) {
        final Set<String> symbols = new LinkedHashSet<>();
        CoinbaseStream.Kind kind = CoinbaseStream.Kind.BOOK;
        boolean last = false;
        int covered = 0;
        for (final WireSubscription subscription : pending) {
            final CoinbaseProduct product = products.find(subscription.symbol());
            final CoinbaseStream.Kind itsKind = CoinbaseStream.Kind.of(subscription.channel());
            if (product != null && product.stream(itsKind).endsWithout(subscription.id())) {
                final boolean itsLast = product.stream(other(itsKind)).isOff();
                final boolean fits = symbols.size() < CoinbaseRequests.MAX_PRODUCTS_PER_REQUEST;
                if (!symbols.isEmpty() && (itsKind != kind || itsLast != last || !fits)) {
                    break;
                }
                kind = itsKind;
                last = itsLast;
                symbols.add(product.symbol);
            }
            products.leave(subscription);
            covered++;
        }
        if (!symbols.isEmpty()) {
            send(requests.unsubscribe(kind, symbols, last), out);
        }
        return covered;
    }

    @Override
    public boolean resync(WireSubscription subscription, Outbound out) {
        final CoinbaseProduct product = products.find(subscription.symbol());
        if (product == null) {
            return false;
        }
        return CoinbaseStream.Kind.of(subscription.channel()) == CoinbaseStream.Kind.BOOK
                ? product.book.resync(subscription.id())
                : product.trades.resync();
    }

    @Override
    public void onFrame(FrameKind kind, byte[] buffer, int offset, int length) {
        if (kind != FrameKind.TEXT) {
            sink.unread(UnreadFrame.WRONG_KIND, 0);
        } else if (connection.isLost()) {
            sink.unread(UnreadFrame.NOT_SUBSCRIBED, 0);
        } else {
            reader.read(buffer, offset, length);
        }
    }

    private void send(String request, Outbound out) {
        answers.requested();
        out.sendText(request);
    }

    private static CoinbaseStream.Kind other(CoinbaseStream.Kind kind) {
        return kind == CoinbaseStream.Kind.BOOK ? CoinbaseStream.Kind.TRADES : CoinbaseStream.Kind.BOOK;
    }
}
