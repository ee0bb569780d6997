package io.holdfast.transport;

/** What the sender of a message says it is (RFC 6455 §5.6). */
public enum FrameKind {

    /** UTF-8 text; the transport has checked that it is. */
    TEXT,
    /** Any bytes. */
    BINARY
}
