package io.holdfast.transport.netty;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.Errors;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringSocketChannel;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One way of doing I/O: its name, and how its loops and sockets are made. */
record IoDriver(String name, Supplier<IoHandlerFactory> handlers, Supplier<? extends SocketChannel> channels) {

    private static final Logger LOG = LoggerFactory.getLogger(IoDriver.class);
    private static final IoDriver NIO = new IoDriver("nio", NioIoHandler::newFactory, NioSocketChannel::new);

    /**
     * {@return the one that is wanted}
     *
     * @throws IllegalStateException if it is not to be had here; the cause says why
     */
    static IoDriver of(IoKind wanted) {
        return switch (wanted) {
            case NIO -> NIO;
            case AUTO -> auto();
            case EPOLL -> {
                demand(wanted, Epoll.isAvailable() ? flaw() : Epoll.unavailabilityCause());
                yield epoll();
            }
            case IO_URING -> {
                demand(wanted, IoUring.isAvailable() ? flaw() : IoUring.unavailabilityCause());
                yield ioUring();
            }
        };
    }

    private static IoDriver auto() {
        if (!Epoll.isAvailable()) {
            return NIO;
        }
        final Throwable flaw = flaw();
        if (flaw != null) {
            LOG.warn(
                    "epoll is present and does not work; NIO is used. Is the native library of Netty's version?", flaw);
            return NIO;
        }
        return epoll();
    }

    private static IoDriver epoll() {
        return new IoDriver("epoll", EpollIoHandler::newFactory, EpollSocketChannel::new);
    }

    private static IoDriver ioUring() {
        return new IoDriver("io_uring", IoUringIoHandler::newFactory, IoUringSocketChannel::new);
    }

    /**
     * {@return why native code that has loaded cannot be used, or null} A library of another version than the classes
     * loads, says that it is available, and fails at the first connect.
     */
    private static @Nullable Throwable flaw() {
        try {
            return Errors.ERRNO_ECONNRESET_NEGATIVE < 0 ? null : new IllegalStateException("errno");
        } catch (LinkageError e) {
            return e;
        }
    }

    private static void demand(IoKind wanted, @Nullable Throwable missing) {
        if (missing != null) {
            throw new IllegalStateException(
                    "io: " + wanted + " (expected: one that works here; is the native library of Netty's version on the"
                            + " path? " + missing + ")",
                    missing);
        }
    }
}
