package io.holdfast.health;

/**
 * One incident of one rule at one exchange. Immutable.
 *
 * @param id              ordinal within the process, from 1
 * @param exchange        the exchange's id
 * @param rule            the rule's name, such as {@code reliability}
 * @param message         what is wrong, with its figures, as of when it was raised
 * @param raisedAtNanos   monotonic time at which it was raised
 * @param raisedAtEpochNanos wall time of that
 * @param cleared         whether it is over
 * @param clearedAtNanos  monotonic time at which it was cleared; 0 while it lasts
 */
public record Alert(
        long id,
        String exchange,
        String rule,
        String message,
        long raisedAtNanos,
        long raisedAtEpochNanos,
        boolean cleared,
        long clearedAtNanos) {

    Alert clearedAt(long nanos) {
        return new Alert(id, exchange, rule, message, raisedAtNanos, raisedAtEpochNanos, true, nanos);
    }

    /** {@return how long it has lasted, or did, in nanoseconds} */
    public long lastedNanos(long nowNanos) {
        return (cleared ? clearedAtNanos : nowNanos) - raisedAtNanos;
    }
}
