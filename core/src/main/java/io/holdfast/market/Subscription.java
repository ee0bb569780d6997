package io.holdfast.market;

import static java.util.Objects.requireNonNull;

/**
 * The wish for one channel of one instrument.
 *
 * @param instrument whose data
 * @param channel    what kind of data
 */
public record Subscription(Instrument instrument, Channel channel) {

    /** Checks that nothing is null. */
    public Subscription {
        requireNonNull(instrument, "instrument");
        requireNonNull(channel, "channel");
    }

    /** {@return for example {@code BTC/USDT:TRADES}} */
    @Override
    public String toString() {
        return instrument + ":" + channel;
    }
}
