package io.holdfast.transport.netty.websocket;

import io.holdfast.transport.ConnectPhase;
import io.holdfast.transport.Disconnect;
import io.holdfast.transport.DisconnectCause;
import io.holdfast.transport.netty.dial.Untrusted;
import io.holdfast.transport.netty.http.RetryAfter;
import java.nio.charset.StandardCharsets;

/** An upgrade that was answered with another status than 101: what is kept of it. */
final class Refusal {

    /** How much of the body is waited for; the text that is kept of it is shorter still. */
    static final int ENOUGH_BODY = 1_024;

    private Refusal() {}

    /** {@return whether there is no point in waiting for more of the body} */
    static boolean isWhole(UpgradeResponse response, int bodyBytes) {
        return bodyBytes >= ENOUGH_BODY || response.bodyLength() >= 0 && bodyBytes >= response.bodyLength();
    }

    /** {@return the end of the attempt} */
    static Disconnect toDisconnect(
            UpgradeResponse response, byte[] bytes, int bodyOffset, int bodyLength, long epochNanos) {
        final String body =
                new String(bytes, bodyOffset, Math.max(0, Math.min(bodyLength, ENOUGH_BODY)), StandardCharsets.UTF_8);
        final int firstChunk = response.isChunked() ? body.indexOf("\r\n") + 2 : 0;
        return new Disconnect(
                DisconnectCause.UPGRADE_REFUSED,
                response.status(),
                Untrusted.clean(body.substring(Math.min(firstChunk, body.length()))),
                RetryAfter.parse(response.retryAfter(), epochNanos),
                ConnectPhase.UPGRADE);
    }
}
