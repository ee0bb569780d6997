/** The program {@code holdfast}: demo, run, tap. */
module io.holdfast.gateway {
    requires io.holdfast.core;
    requires static transitive org.jspecify;
    requires info.picocli;
    requires org.snakeyaml.engine.v2;

    uses io.holdfast.exchange.ExchangeAdapter;
    uses io.holdfast.gateway.demo.DemoExchange;
    uses io.holdfast.transport.TransportProvider;

    opens io.holdfast.gateway to
            info.picocli;
}
