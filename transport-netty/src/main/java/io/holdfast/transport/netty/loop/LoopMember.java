package io.holdfast.transport.netty.loop;

/** Something on an I/O thread that must be told when the transport closes: a connection, an attempt, a request. */
public interface LoopMember {

    /** Ends it now, with {@code TRANSPORT_CLOSED}, and tells its listener. The I/O thread only. */
    void transportClosed();
}
