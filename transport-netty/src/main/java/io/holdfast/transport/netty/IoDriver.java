package io.holdfast.transport.netty;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringSocketChannel;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One way of doing I/O: its name, and how its loops and sockets are made. */
record IoDriver(String name, Supplier<IoHandlerFactory> handlers, Supplier<? extends SocketChannel> channels) {

    private static final IoDriver NIO = new IoDriver("nio", NioIoHandler::newFactory, NioSocketChannel::new);

    /**
     * {@return the one that is wanted}
     *
     * @throws IllegalStateException if it is not to be had here; the cause says why
     */
    static IoDriver of(IoKind wanted) {
        return switch (wanted) {
            case NIO -> NIO;
            case AUTO -> Epoll.isAvailable() ? epoll() : NIO;
            case EPOLL -> {
                check(wanted, Epoll.isAvailable(), Epoll.unavailabilityCause());
                yield epoll();
            }
            case IO_URING -> {
                check(wanted, IoUring.isAvailable(), IoUring.unavailabilityCause());
                yield ioUring();
            }
        };
    }

    private static IoDriver epoll() {
        return new IoDriver("epoll", EpollIoHandler::newFactory, EpollSocketChannel::new);
    }

    private static IoDriver ioUring() {
        return new IoDriver("io_uring", IoUringIoHandler::newFactory, IoUringSocketChannel::new);
    }

    private static void check(IoKind wanted, boolean isAvailable, @Nullable Throwable cause) {
        if (!isAvailable) {
            throw new IllegalStateException(
                    "io: " + wanted + " (expected: one that this machine has; is its native library on the path? "
                            + cause + ")",
                    cause);
        }
    }
}
