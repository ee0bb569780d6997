package io.holdfast.exchange;

/** What a protocol finds wrong with what it received. Each ends the epoch of the subscription it concerns. */
public enum Anomaly {

    /** The exchange's numbering has a hole: something was lost. */
    SEQUENCE_GAP,
    /** Our book and the exchange's digest of it differ. */
    CHECKSUM_MISMATCH,
    /** Best bid at or above best ask after applying an update. */
    CROSSED_BOOK,
    /** A snapshot could not be joined to the stream. */
    SNAPSHOT_UNUSABLE,
    /** A message of this subscription is not what the exchange's documentation promises. */
    MALFORMED,
    /** A number does not fit: more than 64 bits of mantissa or more than 18 decimals. */
    NUMBER_OUT_OF_RANGE
}
