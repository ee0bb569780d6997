package io.holdfast.transport.netty;

/** How the operating system is asked for events. */
public enum IoKind {

    /** {@link #EPOLL} where its native library is on the path and loads, otherwise {@link #NIO}. */
    AUTO,
    /** The JDK's selectors: everywhere. */
    NIO,
    /** Linux, needs {@code netty-transport-native-epoll} for the platform; the fastest for few connections. */
    EPOLL,
    /** Linux, needs {@code netty-transport-native-io_uring} for the platform and a kernel that permits it. */
    IO_URING
}
