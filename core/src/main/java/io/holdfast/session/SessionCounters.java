package io.holdfast.session;

/** What a session counts over all its connections. Confined to the session's thread. */
final class SessionCounters {

    long frames;
    long unread;
    long anomalies;
    long outdatedCalls;
}
