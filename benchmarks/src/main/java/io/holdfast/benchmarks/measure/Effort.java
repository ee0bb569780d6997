package io.holdfast.benchmarks.measure;

/** How much of a measurement is done. */
public enum Effort {
    /** As little as shows that it works; no figure of it means anything. */
    MOMENT,
    /** Enough for an indication, in a minute. */
    QUICK,
    /** Enough to be quoted. */
    FULL;

    /** {@return the value for this effort} */
    public int of(int moment, int quick, int full) {
        return switch (this) {
            case MOMENT -> moment;
            case QUICK -> quick;
            case FULL -> full;
        };
    }
}
