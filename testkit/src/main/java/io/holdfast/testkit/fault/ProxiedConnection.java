package io.holdfast.testkit.fault;

import io.holdfast.time.MonotonicClock;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.util.SplittableRandom;

/** A client, the server, and a {@link Pipe} each way. Confined to the proxy's thread. */
final class ProxiedConnection {

    private final FaultProxy proxy;
    private final Channel client;
    private final Channel server;
    private final Pipe toServer;
    private final Pipe toClient;
    private boolean ended;

    ProxiedConnection(
            FaultProxy proxy,
            Channel client,
            Channel server,
            PipeFaults toServerFaults,
            PipeFaults toClientFaults,
            MonotonicClock clock,
            SplittableRandom random) {
        this.proxy = proxy;
        this.client = client;
        this.server = server;
        toServer =
                new Pipe(client, server, toServerFaults, clock, random, ending -> finish(Direction.TO_SERVER, ending));
        toClient =
                new Pipe(server, client, toClientFaults, clock, random, ending -> finish(Direction.TO_CLIENT, ending));
        client.pipeline().addLast(new Reader(toServer));
        server.pipeline().addLast(new Reader(toClient));
        client.config().setAutoRead(true);
        server.config().setAutoRead(true);
        pump();
    }

    /** Lets changed faults take effect. */
    void pump() {
        toServer.pump();
        toClient.pump();
    }

    long passedBytes(Direction direction) {
        return (direction == Direction.TO_SERVER ? toServer : toClient).passedBytes();
    }

    /** Ends both sides. */
    void end(Ending ending) {
        if (ended) {
            return;
        }
        ended = true;
        toServer.close();
        toClient.close();
        for (final Channel side : new Channel[] {client, server}) {
            if (ending == Ending.RST) {
                side.config().setOption(ChannelOption.SO_LINGER, 0);
            }
            side.close();
        }
        proxy.ended(this);
    }

    /** One direction has come to its end; the other may go on, as TCP allows, unless it was a reset or our own cut. */
    private void finish(Direction direction, Ending ending) {
        final boolean cut = passedBytes(direction) >= faultsEnd(direction);
        final DuplexChannel sink = (DuplexChannel) (direction == Direction.TO_SERVER ? server : client);
        if (ending == Ending.RST || cut) {
            end(ending);
        } else if (!sink.isOutputShutdown()) {
            sink.shutdownOutput();
            if (((DuplexChannel) client).isOutputShutdown() && ((DuplexChannel) server).isOutputShutdown()) {
                end(Ending.FIN);
            }
        }
    }

    private long faultsEnd(Direction direction) {
        return proxy.faults(direction).endAfterBytes;
    }

    private final class Reader extends ChannelInboundHandlerAdapter {

        private final Pipe pipe;

        Reader(Pipe pipe) {
            this.pipe = pipe;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (ended) {
                ((ByteBuf) message).release();
            } else {
                pipe.offer((ByteBuf) message);
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof ChannelInputShutdownEvent) {
                pipe.sourceEnded();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            pipe.sourceEnded();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            end(Ending.RST); // a reset on one side is one on the other
        }
    }
}
