package io.holdfast.exchange.coinbase;

import io.holdfast.exchange.Anomaly;
import io.holdfast.exchange.ProtocolSink;

/** Whether the connection as a whole can still be believed. Nothing that comes after its loss counts. */
final class CoinbaseConnection {

    private final ProtocolSink sink;
    private boolean lost;

    CoinbaseConnection(ProtocolSink sink) {
        this.sink = sink;
    }

    boolean isLost() {
        return lost;
    }

    void lose(Anomaly anomaly, String detail) {
        lost = true;
        sink.connectionAnomaly(anomaly, detail);
    }
}
