package io.holdfast;

import io.holdfast.feed.Reason;
import io.holdfast.market.Instrument;
import org.jspecify.annotations.Nullable;

/**
 * How a trading gate stands, and since when. Immutable.
 *
 * @param exchange   the exchange's id
 * @param instrument whose gate it is; null for the gate of the whole exchange
 * @param open       whether it is open
 * @param reason     why it opened or shut
 * @param detail     what the operator gave as his reason; otherwise empty
 * @param epoch      ordinal of the epoch by which it was judged; 0 for an exchange, and before the first
 * @param ofExchange whether it follows from the gate of the whole exchange, or is that gate
 * @param atNanos    monotonic time of the change
 */
public record GateChange(
        String exchange,
        @Nullable Instrument instrument,
        boolean open,
        Reason reason,
        String detail,
        long epoch,
        boolean ofExchange,
        long atNanos) {

    /** {@return one line for logs} */
    @Override
    public String toString() {
        return exchange + (instrument == null ? "" : " " + instrument) + " gate " + (open ? "open" : "shut")
                + " reason=" + reason + (epoch > 0 ? " epoch=" + epoch : "")
                + (detail.isEmpty() ? "" : " (" + detail + ")");
    }
}
