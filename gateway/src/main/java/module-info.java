/** The program {@code holdfast}: its commands, the dashboard, the demo. */
module io.holdfast.gateway {
    requires io.holdfast.core;
    requires io.holdfast.transport.netty;
    requires io.holdfast.testkit;
    requires static transitive org.jspecify;
    requires java.net.http;
    requires info.picocli;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.codec.http;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.transport;
    requires org.slf4j;
    requires org.snakeyaml.engine;

    uses io.holdfast.exchange.ExchangeAdapter;
    uses io.holdfast.gateway.demo.DemoExchange;

    provides io.holdfast.gateway.demo.DemoExchange with
            io.holdfast.gateway.demo.SimulatedBinanceExchange,
            io.holdfast.gateway.demo.SimulatedKrakenExchange,
            io.holdfast.gateway.demo.SimulatedCoinbaseExchange;

    opens io.holdfast.gateway to
            info.picocli;
}
