/** The program {@code holdfast}: demo, run, tap. */
module io.holdfast.gateway {
    requires io.holdfast.core;
    requires static transitive org.jspecify;
    requires info.picocli;
    requires io.holdfast.testkit;
    requires io.holdfast.transport.netty;
    requires org.snakeyaml.engine.v2;

    uses io.holdfast.exchange.ExchangeAdapter;
    uses io.holdfast.gateway.demo.DemoExchange;
    uses io.holdfast.transport.TransportProvider;

    provides io.holdfast.gateway.demo.DemoExchange with
            io.holdfast.gateway.demo.SimulatedBinanceExchange;

    opens io.holdfast.gateway to
            info.picocli;
}
