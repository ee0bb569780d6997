/** Simulated exchanges on real sockets, and waits, for tests and plugin authors. */
module io.holdfast.testkit {
    requires transitive io.holdfast.core;
    requires static transitive org.jspecify;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.codec.http;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.pkitesting;
    requires io.netty.transport;
    requires jdk.management;
    requires static org.junit.jupiter.api;

    exports io.holdfast.testkit.conformance;
    exports io.holdfast.testkit.fault;
    exports io.holdfast.testkit.server;
    exports io.holdfast.testkit.simulation;
    exports io.holdfast.testkit.venue;
    exports io.holdfast.testkit.venue.binance;
    exports io.holdfast.testkit.venue.coinbase;
    exports io.holdfast.testkit.venue.kraken;

    uses io.holdfast.exchange.ExchangeAdapter;
}
