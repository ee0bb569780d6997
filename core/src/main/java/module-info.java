/** Vocabulary, SPIs, decoding, resilience, session engine and ring buffer. */
module io.holdfast.core {
    requires static transitive org.jspecify;
    requires transitive com.lmax.disruptor;
    requires jdk.jfr;
    requires org.slf4j;

    exports io.holdfast;
    exports io.holdfast.codec;
    exports io.holdfast.exchange;
    exports io.holdfast.feed;
    exports io.holdfast.health;
    exports io.holdfast.market;
    exports io.holdfast.resilience;
    exports io.holdfast.session;
    exports io.holdfast.time;
    exports io.holdfast.transport;

    uses io.holdfast.exchange.ExchangeAdapter;
    uses io.holdfast.transport.TransportProvider;
}
