package io.holdfast.exchange;

import static java.util.Objects.requireNonNull;

import io.holdfast.market.Instrument;
import io.holdfast.market.InstrumentStatus;

/**
 * An instrument as one exchange lists it.
 *
 * @param instrument our name of it
 * @param symbol     the exchange's name of it, exactly as its messages spell it
 * @param status     whether it trades
 */
public record ListedInstrument(Instrument instrument, String symbol, InstrumentStatus status) {

    /** Checks that nothing is missing. */
    public ListedInstrument {
        requireNonNull(instrument, "instrument");
        requireNonNull(status, "status");
        if (requireNonNull(symbol, "symbol").isEmpty()) {
            throw new IllegalArgumentException("symbol: \"\" (expected: the exchange's name of " + instrument + ")");
        }
    }
}
