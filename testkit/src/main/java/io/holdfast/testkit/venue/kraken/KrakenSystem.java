package io.holdfast.testkit.venue.kraken;

/** How the whole exchange stands. */
public enum KrakenSystem {

    /** As usual. */
    ONLINE("online"),
    /** Nothing is traded and nothing moves. */
    MAINTENANCE("maintenance"),
    /** Orders may only be cancelled. */
    CANCEL_ONLY("cancel_only"),
    /** Orders may only be placed. */
    POST_ONLY("post_only");

    private final String text;

    KrakenSystem(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }
}
