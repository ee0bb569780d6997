package io.holdfast.exchange.coinbase;

import io.holdfast.exchange.Anomaly;
import io.holdfast.exchange.ProtocolSink;
import io.holdfast.market.Channel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One stream of the wire, a product's book or its trades, and the subscriptions that live on it: BOOK and TOP_OF_BOOK
 * share one, and so do the aliases of one product. It is asked for when the first comes, and ended when the last leaves.
 */
final class CoinbaseStream {

    /** What of a product. */
    enum Kind {
        BOOK,
        TRADES;

        static Kind of(Channel channel) {
            return channel == Channel.TRADES ? TRADES : BOOK;
        }
    }

    private enum State {
        /** Not asked for. */
        OFF,
        /** Asked for; what it starts from has not come. */
        REQUESTED,
        /** Started, nothing missing. */
        WHOLE,
        /** Cannot go on unless it is ended and asked for again. */
        BROKEN
    }

    final Kind kind;

    /** Whether the report that is being read lists it. */
    boolean listed;

    private final ProtocolSink sink;
    private final List<CoinbaseSubscriber> subscribers = new ArrayList<>(2);
    private State state = State.OFF;
    private boolean confirmed;
    /** Whether every request has had its report, and the last one did not list this stream. */
    private boolean missing;

    private int heartbeats;

    CoinbaseStream(Kind kind, ProtocolSink sink) {
        this.kind = kind;
        this.sink = sink;
    }

    /** A request for it is about to be sent. */
    void expect(int id, Channel channel) {
        final CoinbaseSubscriber known = find(id);
        if (known == null) {
            subscribers.add(new CoinbaseSubscriber(id, channel));
        } else { // not answered in time
            known.acknowledged = false;
            known.outstanding = true;
        }
        missing = false;
        if (state != State.WHOLE) {
            state = State.REQUESTED;
            heartbeats = 0;
        }
    }

    /** {@return whether the stream ends on the wire when this subscription leaves} */
    boolean endsWithout(int id) {
        return state != State.OFF && (state == State.BROKEN || subscribers.size() == 1 && find(id) != null);
    }

    /** The subscription leaves; to be called whether or not a request is sent. */
    void leave(int id) {
        final boolean ends = endsWithout(id);
        subscribers.removeIf(subscriber -> subscriber.id == id);
        if (ends || subscribers.isEmpty()) {
            state = State.OFF;
            confirmed = false;
        }
    }

    int size() {
        return subscribers.size();
    }

    CoinbaseSubscriber get(int index) {
        return subscribers.get(index);
    }

    boolean isOff() {
        return state == State.OFF;
    }

    boolean isWhole() {
        return state == State.WHOLE;
    }

    boolean isBroken() {
        return state == State.BROKEN;
    }

    /** What it starts from has come. */
    void started() {
        state = State.WHOLE;
    }

    /** The exchange lists it among its subscriptions. */
    void confirm() {
        confirmed = true;
        missing = false;
        for (int i = 0; i < subscribers.size(); i++) {
            final CoinbaseSubscriber subscriber = subscribers.get(i);
            subscriber.outstanding = false;
            if (!subscriber.acknowledged) {
                subscriber.acknowledged = true;
                sink.acknowledged(subscriber.id);
            }
        }
    }

    /** The last report that is due does not list it. One that nobody asked for may come in between: a beat's grace. */
    void miss() {
        missing = state == State.REQUESTED;
    }

    /** A heartbeat came: what is still missing was refused without a word. */
    void rejectIfMissing() {
        if (!missing || state != State.REQUESTED) {
            return;
        }
        missing = false;
        for (int i = 0; i < subscribers.size(); i++) {
            final CoinbaseSubscriber subscriber = subscribers.get(i);
            if (subscriber.outstanding) {
                subscriber.outstanding = false;
                sink.rejected(subscriber.id, false, "not among the subscriptions that the exchange lists");
            }
        }
    }

    boolean isConfirmed() {
        return confirmed && state != State.OFF;
    }

    /** {@return heartbeats since it was confirmed, while what it starts from has not come} Counts this one. */
    int heartbeatsWithoutStart() {
        return state == State.REQUESTED && confirmed ? ++heartbeats : 0;
    }

    /** Something of it was lost, but it goes on. */
    void lose(Anomaly anomaly, String detail) {
        for (int i = 0; i < subscribers.size(); i++) {
            final CoinbaseSubscriber subscriber = subscribers.get(i);
            subscriber.started = false;
            sink.anomaly(subscriber.id, anomaly, detail);
        }
    }

    /** It cannot go on as it is. */
    void breakOff(Anomaly anomaly, String detail) {
        state = State.BROKEN;
        lose(anomaly, detail);
    }

    @Nullable
    CoinbaseSubscriber find(int id) {
        for (final CoinbaseSubscriber subscriber : subscribers) {
            if (subscriber.id == id) {
                return subscriber;
            }
        }
        return null;
    }
}
