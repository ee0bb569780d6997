package io.holdfast.exchange;

import static java.util.Objects.requireNonNull;

import io.holdfast.market.Decimal;
import io.holdfast.market.Instrument;
import io.holdfast.market.InstrumentStatus;

/**
 * An instrument as one exchange lists it.
 *
 * @param instrument     our name of it
 * @param symbol         the exchange's name of it, exactly as its messages spell it
 * @param status         whether it trades
 * @param priceIncrement smallest step of a price; {@link Decimal#ZERO} where the exchange does not say
 * @param sizeIncrement  smallest step of a size; {@link Decimal#ZERO} where the exchange does not say
 */
public record ListedInstrument(
        Instrument instrument, String symbol, InstrumentStatus status, Decimal priceIncrement, Decimal sizeIncrement) {

    /** Checks that nothing is missing. */
    public ListedInstrument {
        requireNonNull(instrument, "instrument");
        requireNonNull(status, "status");
        requireNonNull(priceIncrement, "priceIncrement");
        requireNonNull(sizeIncrement, "sizeIncrement");
        if (requireNonNull(symbol, "symbol").isEmpty()) {
            throw new IllegalArgumentException("symbol: \"\" (expected: the exchange's name of " + instrument + ")");
        }
    }

    /** An instrument whose increments the exchange does not say. */
    public ListedInstrument(Instrument instrument, String symbol, InstrumentStatus status) {
        this(instrument, symbol, status, Decimal.ZERO, Decimal.ZERO);
    }
}
