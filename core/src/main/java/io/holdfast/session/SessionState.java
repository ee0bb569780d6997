package io.holdfast.session;

/** Where one supervised connection stands. Codes are stable: metrics and recordings store them. */
public enum SessionState {

    /** Built, not started; nothing is open. */
    IDLE(0),
    /** The list of instruments, name look-up, TCP, TLS and the upgrade are under way. */
    CONNECTING(1),
    /** Connected; subscriptions are being restored. Nothing may be trusted yet. */
    RESTORING(2),
    /** Every wanted subscription is active or has been refused with a reason. */
    LIVE(3),
    /** Not connected; the next attempt has a time. */
    WAITING(4),
    /** Not connected; the circuit breaker forbids attempts for now. */
    SUSPENDED(5),
    /** Given up for good: retrying cannot mend the cause, or the attempts are used up. */
    FAILED(6),
    /** Ended by the application. */
    STOPPED(7);

    private final int code;

    SessionState(int code) {
        this.code = code;
    }

    /** {@return the number that stands for this state outside the process; never reused} */
    public int code() {
        return code;
    }

    /** {@return whether nothing follows} */
    public boolean isTerminal() {
        return this == FAILED || this == STOPPED;
    }

    /** The whole transition table. A pair it does not allow is a bug in the engine, never a fault of the network. */
    public boolean mayBecome(SessionState next) {
        return switch (this) {
            case IDLE -> next == CONNECTING || next == WAITING || next == SUSPENDED || next == STOPPED;
            case CONNECTING -> next == RESTORING || isLoss(next);
            case RESTORING -> next == LIVE || isLoss(next);
            case LIVE -> isLoss(next);
            case WAITING -> next == CONNECTING || next == SUSPENDED || next == FAILED || next == STOPPED;
            case SUSPENDED -> next == CONNECTING || next == FAILED || next == STOPPED;
            case FAILED -> next == STOPPED;
            case STOPPED -> false;
        };
    }

    private static boolean isLoss(SessionState next) {
        return next == WAITING || next == SUSPENDED || next == FAILED || next == STOPPED;
    }
}
