package io.holdfast.feed;

/** Whether the data of one (exchange, instrument, channel) can be trusted from here on. */
public enum FeedStatus {

    /** An epoch opens: what follows is complete and current. */
    LIVE,
    /** The epoch is closed, or could not be opened: what was delivered may be out of date. */
    STALE
}
