package io.holdfast.transport;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a connection ended, or why it did not come about: the evidence, kept whole.
 *
 * @param cause      what happened
 * @param code       WebSocket close code for {@link DisconnectCause#CLOSE_FRAME} (1005 where the frame had none), HTTP
 *                   status for {@link DisconnectCause#UPGRADE_REFUSED}; otherwise 0
 * @param detail     close reason, start of the refusal's body, or the exception's message: what the other side wrote
 *                   is cleaned of control characters and cut, yet not to be trusted
 * @param retryAfter what the server asked for with {@code Retry-After}, never negative; null where it said nothing
 * @param phase      how far the attempt had come; {@link ConnectPhase#OPEN} for a connection that was open
 */
public record Disconnect(
        DisconnectCause cause,
        int code,
        String detail,
        @Nullable Duration retryAfter,
        ConnectPhase phase) {

    /** Checks that nothing is null that must not be. */
    public Disconnect {
        requireNonNull(cause, "cause");
        requireNonNull(detail, "detail");
        requireNonNull(phase, "phase");
        if (retryAfter != null && retryAfter.isNegative()) {
            throw new IllegalArgumentException("retryAfter: " + retryAfter + " (expected: >= 0)");
        }
    }

    /** {@return an end that has neither a code nor a hint} */
    public static Disconnect of(DisconnectCause cause, ConnectPhase phase, String detail) {
        return new Disconnect(cause, 0, detail, null, phase);
    }

    /** {@return one line for logs: cause, code and detail} */
    @Override
    public String toString() {
        final StringBuilder text = new StringBuilder(64).append(cause);
        if (code != 0) {
            text.append(' ').append(code);
        }
        if (phase != ConnectPhase.OPEN) {
            text.append(" during ").append(phase);
        }
        if (!detail.isEmpty()) {
            text.append(": ").append(detail);
        }
        if (retryAfter != null) {
            text.append(" (retry after ").append(retryAfter).append(')');
        }
        return text.toString();
    }
}
