package io.holdfast.transport.netty.dial;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;

/** Ways to be rid of a channel. */
public final class Channels {

    private Channels() {}

    /**
     * Closes at once: no close_notify, no flush, RST instead of FIN, so that neither a peer that does not read nor
     * TIME_WAIT holds anything. Harmless when it is closed.
     */
    public static void abort(Channel channel) {
        if (channel.isActive()) {
            try {
                channel.config().setOption(ChannelOption.SO_LINGER, 0);
            } catch (ChannelException e) {
                // The other side has closed it meanwhile; then there is nothing left to reset.
            }
        }
        final ChannelHandlerContext first = channel.pipeline().firstContext();
        if (first != null) {
            first.close(); // towards the socket: past TLS, which would say good-bye first
        } else {
            channel.close();
        }
    }
}
