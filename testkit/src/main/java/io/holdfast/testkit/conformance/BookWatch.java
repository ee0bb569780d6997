package io.holdfast.testkit.conformance;

import io.holdfast.exchange.Anomaly;
import io.holdfast.exchange.ExchangeAdapter;
import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.exchange.ExchangeProtocol;
import io.holdfast.exchange.ForwardingSink;
import io.holdfast.exchange.ProtocolSink;
import io.holdfast.market.OrderBook;
import io.holdfast.market.Side;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A plugin whose books are kept from what it delivers, and looked at after every message. */
final class BookWatch extends ForwardingAdapter {

    private long messages;
    private long crossed;
    private long verified;
    private long mismatches;

    BookWatch(ExchangeAdapter adapter) {
        super(adapter);
    }

    /** {@return messages of books that were delivered whole} */
    long messages() {
        return messages;
    }

    /** {@return after how many of them the best bid was at or above the best ask} */
    long crossed() {
        return crossed;
    }

    /** {@return how many digests of the exchange were told to match} */
    long verified() {
        return verified;
    }

    /** {@return how many were told not to match} */
    long mismatches() {
        return mismatches;
    }

    @Override
    public ExchangeProtocol newProtocol(ExchangeProfile profile, ProtocolSink sink) {
        return super.newProtocol(profile, new Watching(sink));
    }

    private final class Watching extends ForwardingSink {

        private final Map<Integer, OrderBook> books = new HashMap<>();
        /** Whose next level begins a message. */
        private final Set<Integer> between = new HashSet<>();

        Watching(ProtocolSink sink) {
            super(sink);
        }

        @Override
        public void bookLevel(
                int id,
                long exchangeTimeNanos,
                long sequence,
                boolean snapshot,
                boolean last,
                Side side,
                long price,
                int priceScale,
                long size,
                int sizeScale) {
            if (snapshot && (books.get(id) == null || between.contains(id))) {
                books.put(id, new OrderBook());
            }
            final OrderBook book = books.get(id);
            if (book != null) {
                book.set(side, price, priceScale, size, sizeScale);
                between.remove(id);
                if (last) {
                    between.add(id);
                    messages++;
                    crossed += book.isCrossed() ? 1 : 0;
                }
            }
            super.bookLevel(id, exchangeTimeNanos, sequence, snapshot, last, side, price, priceScale, size, sizeScale);
        }

        @Override
        public void anomaly(int id, Anomaly anomaly, String detail) {
            books.remove(id);
            mismatches += anomaly == Anomaly.CHECKSUM_MISMATCH ? 1 : 0;
            super.anomaly(id, anomaly, detail);
        }

        @Override
        public void checksumVerified(int id) {
            verified++;
            super.checksumVerified(id);
        }
    }
}
