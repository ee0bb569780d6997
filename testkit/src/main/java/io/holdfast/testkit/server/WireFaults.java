package io.holdfast.testkit.server;

import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What goes wrong on all connections of a {@link SimulatedExchange}, until it is taken back. Loop's thread only. */
final class WireFaults {

    @Nullable
    HandshakePhase hangingAt;

    @Nullable
    Refusal upgrades;

    @Nullable
    Refusal requests;

    byte @Nullable [] upgradeAnswer;

    byte @Nullable [] greeting;

    @Nullable
    UnaryOperator<String> rewriter;

    boolean pongsDropped;
    int fragmentBytes;
    Duration sendDelay = Duration.ZERO;
    int sliceBytes;
    Duration sliceInterval = Duration.ZERO;
    long bytesUntilMute = -1;

    /** How a request is refused. */
    record Refusal(int status, Map<String, String> headers, String body) {}
}
