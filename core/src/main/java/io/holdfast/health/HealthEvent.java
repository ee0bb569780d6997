package io.holdfast.health;

/**
 * Something that happened, for a log that people read. Immutable.
 *
 * @param id       ordinal within the process, from 1
 * @param atNanos  monotonic time
 * @param exchange the exchange's id
 * @param kind     what kind of thing
 * @param text     what happened, in our own words
 * @param detail   evidence; partly written by the other side, so not to be trusted
 */
public record HealthEvent(long id, long atNanos, String exchange, Kind kind, String text, String detail) {

    /** Kinds of events. */
    public enum Kind {
        /** A session moved. */
        TRANSITION,
        /** An epoch ended for a fault of its data. */
        GAP,
        /** The trading gate opened or shut. */
        GATE,
        /** This process stood still. */
        PAUSE,
        /** An alert was raised or cleared. */
        ALERT,
        /** A person or the demo did something. */
        OPERATOR
    }
}
