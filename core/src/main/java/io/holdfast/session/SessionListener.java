package io.holdfast.session;

/** Is told of every transition, on the session's thread: must not block. What it throws is logged and does no harm. */
@FunctionalInterface
public interface SessionListener {

    /** The session has moved. */
    void onTransition(SessionTransition transition);
}
