package io.holdfast.testkit.venue.binance;

import io.holdfast.market.Subscription;
import io.holdfast.testkit.venue.Fate;
import io.holdfast.testkit.venue.FrameText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One stream: who gets it, and each message built once in every form that somebody needs. */
final class StreamFeed {

    private static final byte[] OPEN = "{\"stream\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DATA = "\",\"data\":".getBytes(StandardCharsets.US_ASCII);
    private static final int MICROSECONDS = 2;
    private static final int COMBINED = 1;

    private final BinanceVenue venue;
    private final String name;
    private final byte[] nameBytes;
    private final Subscription subscription;
    private final Payload payload;
    private final List<BinanceConnection> subscribers = new ArrayList<>();

    StreamFeed(BinanceVenue venue, String name, Subscription subscription, Payload payload) {
        this.venue = venue;
        this.name = name;
        this.nameBytes = name.getBytes(StandardCharsets.UTF_8);
        this.subscription = subscription;
        this.payload = payload;
    }

    String name() {
        return name;
    }

    Subscription subscription() {
        return subscription;
    }

    boolean hasSubscribers() {
        return !subscribers.isEmpty();
    }

    void add(BinanceConnection connection) {
        if (!subscribers.contains(connection)) {
            subscribers.add(connection);
        }
    }

    void remove(BinanceConnection connection) {
        subscribers.remove(connection);
    }

    /** Sends the payload as it is now to all who subscribed. */
    void publish(long firstId, long lastId) {
        if (subscribers.isEmpty()) {
            return;
        }
        final Fate fate = venue.faults().nextFate(subscription);
        int built = 0;
        // Backwards, as a client that falls over limits while it is sent to is removed.
        for (int i = subscribers.size() - 1; i >= 0; i--) {
            final BinanceConnection connection = subscribers.get(i);
            final int form =
                    (connection.inMicroseconds() ? MICROSECONDS : 0) + (connection.isCombined() ? COMBINED : 0);
            final FrameText frame = venue.form(form);
            if ((built & 1 << form) == 0) {
                built |= 1 << form;
                build(frame.clear(), form);
            }
            connection.publishData(subscription, firstId, lastId, frame, fate);
        }
    }

    private void build(FrameText frame, int form) {
        final boolean combined = (form & COMBINED) != 0;
        if (combined) {
            frame.bytes(OPEN).bytes(nameBytes).bytes(DATA);
        }
        payload.write(frame, (form & MICROSECONDS) != 0);
        if (combined) {
            frame.ascii('}');
        }
    }

    /** Writes the payload of a stream as its market stands now. */
    interface Payload {

        void write(FrameText frame, boolean microseconds);
    }
}
