package io.holdfast.exchange.kraken;

import io.holdfast.market.Channel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request for one channel of several symbols, as far as it is not answered yet. */
final class KrakenRequest {

    private final boolean subscribing;
    private final List<KrakenStream> open;
    private int namelessRefusals;

    KrakenRequest(boolean subscribing, List<KrakenStream> about) {
        this.subscribing = subscribing;
        this.open = new ArrayList<>(about);
    }

    /** {@return false if it ends subscriptions} */
    boolean isSubscribing() {
        return subscribing;
    }

    /** {@return those without an answer that names them} */
    List<KrakenStream> open() {
        return open;
    }

    boolean isAbout(Channel channel, String symbol) {
        return open.stream().anyMatch(stream -> stream.is(channel, symbol));
    }

    /** As the other, with the exchange's name of the channel; an empty one stands for any, as refusals have none. */
    boolean isAbout(String channel, String symbol) {
        return open.stream()
                .anyMatch(stream -> stream.is(stream.channel(), symbol)
                        && (channel.isEmpty()
                                || KrakenRequests.channelName(stream.channel()).equals(channel)));
    }

    /** {@return the stream that an answer names, which is answered by that; null if there is none} */
    @Nullable
    KrakenStream take(String symbol) {
        for (int i = 0; i < open.size(); i++) {
            if (open.get(i).subscription.symbol().equals(symbol)) {
                return open.remove(i);
            }
        }
        return null;
    }

    void refuseNameless() {
        namelessRefusals++;
    }

    /** {@return whether every answer has come; those still open are the ones that were refused without a name} */
    boolean isSettled() {
        return namelessRefusals >= open.size();
    }
}
