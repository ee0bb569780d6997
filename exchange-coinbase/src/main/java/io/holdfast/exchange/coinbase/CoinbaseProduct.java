package io.holdfast.exchange.coinbase;

import io.holdfast.exchange.ProtocolSink;
import io.holdfast.market.InstrumentStatus;

/** One product on this connection: its two streams. */
final class CoinbaseProduct {

    final String symbol;
    final CoinbaseBookSync book;
    final CoinbaseTradeSync trades;

    private final ProtocolSink sink;
    private InstrumentStatus lastStatus = InstrumentStatus.TRADING;

    CoinbaseProduct(String symbol, ProtocolSink sink) {
        this.symbol = symbol;
        this.sink = sink;
        this.book = new CoinbaseBookSync(sink);
        this.trades = new CoinbaseTradeSync(sink);
    }

    CoinbaseStream stream(CoinbaseStream.Kind kind) {
        return kind == CoinbaseStream.Kind.BOOK ? book.stream : trades.stream;
    }

    /** What was known of the stream is worth nothing: it begins anew. */
    void forget(CoinbaseStream.Kind kind) {
        if (kind == CoinbaseStream.Kind.TRADES) {
            trades.forget();
        } // a book is replaced by its snapshot
    }

    boolean isWanted() {
        return book.stream.size() + trades.stream.size() > 0;
    }

    /** The exchange repeats the status every few seconds; changes alone are told. */
    void status(InstrumentStatus status, String detail) {
        if (status == lastStatus) {
            return;
        }
        lastStatus = status;
        tell(book.stream, status, detail);
        tell(trades.stream, status, detail);
    }

    private void tell(CoinbaseStream stream, InstrumentStatus status, String detail) {
        for (int i = 0; i < stream.size(); i++) {
            sink.instrumentStatus(stream.get(i).id, status, detail);
        }
    }
}
