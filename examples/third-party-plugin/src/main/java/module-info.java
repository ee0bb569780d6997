/** A plugin for an exchange that does not exist. */
module org.example.toy {
    requires io.holdfast.core;
    requires static org.jspecify;

    provides io.holdfast.exchange.ExchangeAdapter with
            org.example.toy.ToyAdapter;
}
