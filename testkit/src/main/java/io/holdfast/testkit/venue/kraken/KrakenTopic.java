package io.holdfast.testkit.venue.kraken;

import io.holdfast.market.Channel;
import io.holdfast.market.Subscription;
import io.holdfast.testkit.venue.Fate;
import io.holdfast.testkit.venue.FrameText;
import java.util.ArrayList;
import java.util.List;

/**
 * What can be subscribed to in one pair: a channel with the options that make another subscription of it, and those
 * who get it. A message is built once for all of them.
 */
class KrakenTopic {

    private final KrakenPair pair;
    private final String channel;
    private final String options;
    private final Subscription subscription;
    private final List<KrakenConnection> live = new ArrayList<>();

    /**
     * Makes a topic.
     *
     * @param options as an acknowledgement repeats them, such as {@code "depth":10}; empty if there are none
     */
    KrakenTopic(KrakenPair pair, String channel, String options, Channel kind) {
        this.pair = pair;
        this.channel = channel;
        this.options = options;
        this.subscription = new Subscription(pair.market().instrument(), kind);
    }

    KrakenPair pair() {
        return pair;
    }

    String channel() {
        return channel;
    }

    String options() {
        return options;
    }

    Subscription subscription() {
        return subscription;
    }

    boolean isWanted() {
        return !live.isEmpty();
    }

    void add(KrakenConnection connection) {
        live.add(connection);
    }

    void remove(KrakenConnection connection) {
        live.remove(connection);
    }

    void send(FrameText frame, long firstId, long lastId, Fate fate) {
        for (int i = live.size() - 1; i >= 0; i--) {
            live.get(i).publishData(subscription, false, firstId, lastId, frame, fate);
        }
    }
}
