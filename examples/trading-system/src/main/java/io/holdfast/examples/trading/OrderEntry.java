package io.holdfast.examples.trading;

import io.holdfast.market.Decimal;

/** Where orders go. Here {@link PaperOrders}; in earnest the exchange's own interface for orders. Any thread. */
interface OrderEntry {

    /** Replaces what stands on an exchange by a bid and an ask. */
    void quote(String exchange, Decimal bid, Decimal ask);

    /** Takes back whatever stands on an exchange. */
    void pull(String exchange);
}
