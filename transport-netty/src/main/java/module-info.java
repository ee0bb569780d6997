import io.holdfast.transport.TransportProvider;
import io.holdfast.transport.netty.NettyTransportProvider;

/** The transport SPI on Netty. */
module io.holdfast.transport.netty {
    requires transitive io.holdfast.core;
    requires static transitive org.jspecify;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.codec.http;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.handler.proxy;
    requires io.netty.transport;
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.classes.io_uring;
    requires org.slf4j;

    exports io.holdfast.transport.netty;

    provides TransportProvider with
            NettyTransportProvider;
}
