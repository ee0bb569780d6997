package io.holdfast.transport.netty.websocket;

/** Where one WebSocket stands. */
enum LinkState {

    /** No socket yet. */
    DIALING,
    /** The upgrade has been asked for. */
    UPGRADING,
    /** Messages come and go. */
    OPEN,
    /** We have sent a close frame and wait for the answer. */
    CLOSING,
    /** The listener has been told, or will be on the thread's next turn. TCP may linger. */
    ENDED
}
