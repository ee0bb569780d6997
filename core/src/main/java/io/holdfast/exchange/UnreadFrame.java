package io.holdfast.exchange;

/** Why a frame led to nothing. Each is counted; none ends the connection by itself. */
public enum UnreadFrame {

    /** Not what the exchange's format is: broken JSON, wrong types where no subscription is known. */
    MALFORMED,
    /** Well-formed, of a type that the plugin does not know. */
    UNKNOWN_TYPE,
    /** Data of a subscription that is not wanted (any more). */
    NOT_SUBSCRIBED,
    /** Older than, or the same as, what was delivered: a repeat. */
    REPEATED,
    /** Text where binary belongs, or the reverse. */
    WRONG_KIND
}
