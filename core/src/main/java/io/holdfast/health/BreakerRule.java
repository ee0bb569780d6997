package io.holdfast.health;

import io.holdfast.session.SessionState;

/** See {@link AlertRule#breakerOpen}. */
record BreakerRule() implements AlertRule {

    @Override
    public String name() {
        return "breaker-open";
    }

    @Override
    public Verdict judge(ExchangeHealth health, long nowNanos) {
        boolean live = true;
        for (final var session : health.sessions()) {
            if (session.to() == SessionState.SUSPENDED || session.to() == SessionState.FAILED) {
                return Verdict.BAD;
            }
            live &= session.to() == SessionState.LIVE || session.to() == SessionState.STOPPED;
        }
        return live ? Verdict.GOOD : Verdict.BETWEEN; // a probe under way is no recovery yet
    }

    @Override
    public String describe(ExchangeHealth health, long nowNanos) {
        final var session = health.worstSession();
        return session.session() + " is " + session.to() + " (" + session.reason() + ")";
    }
}
