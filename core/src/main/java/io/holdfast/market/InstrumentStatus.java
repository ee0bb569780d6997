package io.holdfast.market;

/** What an exchange says of trading in one instrument. */
public enum InstrumentStatus {

    /** Trading as usual. */
    TRADING,
    /** Stopped or restricted, but market data goes on: a halt, cancel only, post only. */
    RESTRICTED,
    /** Not traded; silence is to be expected. */
    CLOSED,
    /** The exchange says something that we do not know. */
    UNKNOWN;

    /** {@return whether silence is what must be expected of the instrument} */
    public boolean expectsSilence() {
        return this == CLOSED;
    }
}
