package io.holdfast.transport;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The end of one HTTP request: exactly one of the two methods is called, once, on the scheduler's thread, and never
 * from within {@link Transport#get} itself.
 */
public interface HttpListener {

    /**
     * A whole response, whatever its status.
     *
     * @param status     HTTP status
     * @param body       belongs to the listener; decompressed
     * @param retryAfter the server's {@code Retry-After}, never negative; null where it said nothing
     */
    void onResponse(int status, byte[] body, @Nullable Duration retryAfter);

    /** No response. */
    void onFailed(Disconnect disconnect);
}
