package io.holdfast.testkit.simulation;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * One breach of the trust contract.
 *
 * @param rule   which promise was broken
 * @param at     when, since the beginning of the simulation
 * @param detail what was told, and what is true
 */
public record Violation(Rule rule, Duration at, String detail) {

    /** The promises that are checked. */
    public enum Rule {
        /** Data came while no epoch was open, or with another epoch's number. */
        OUTSIDE_EPOCH,
        /** Epochs did not open and close in turn, with rising numbers. */
        EPOCH_ORDER,
        /** Something was missing inside an epoch. */
        MISSING,
        /** Something came twice, or out of order, inside an epoch. */
        REPEATED,
        /** A price, size or side was not what the exchange had published. */
        WRONG_VALUE,
        /** The book was not the exchange's book at that number. */
        WRONG_BOOK,
        /** Data came from a connection that had been given up. */
        OLD_GENERATION,
        /** An epoch was open although the data was older than may be. */
        STALE_BUT_LIVE,
        /** Messages arrived and were neither delivered nor counted. */
        UNCOUNTED,
        /** After the faults had ended, a session did not come back. */
        NOT_RECOVERED,
        /** Something was given up although nothing was wrong. */
        FALSE_ALARM,
        /** More attempts, or more messages, than the exchange allows. */
        OVER_BUDGET,
        /** After the end, something was left running or open. */
        LEFT_BEHIND,
        /** The program threw. */
        EXCEPTION
    }

    /** Checks that nothing is missing. */
    public Violation {
        requireNonNull(rule, "rule");
        requireNonNull(at, "at");
        requireNonNull(detail, "detail");
    }

    @Override
    public String toString() {
        return Lines.time(at) + " " + rule + ": " + detail;
    }
}
