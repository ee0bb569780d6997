package io.holdfast.exchange;

/** What an exchange says of itself as a whole. */
public enum ExchangeStatus {

    /** Trading as usual. */
    ONLINE,
    /** Market data goes on, but trading is restricted: cancel only, post only. */
    RESTRICTED,
    /** Offline; prices mean nothing. */
    MAINTENANCE,
    /** Something that the plugin does not know. */
    UNKNOWN
}
