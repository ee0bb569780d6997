package io.holdfast.testkit.venue.binance;

import io.holdfast.market.Subscription;
import io.holdfast.testkit.venue.ClientLink;
import io.holdfast.testkit.venue.Fate;
import io.holdfast.testkit.venue.FrameText;
import io.holdfast.testkit.venue.SimulatedConnection;
import io.holdfast.testkit.venue.SlidingLimit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One client of a {@link BinanceVenue}: its streams, its properties, and the limits that it is held to. */
public final class BinanceConnection extends SimulatedConnection {

    private static final int POLICY_VIOLATION = 1008;
    private static final int GOING_AWAY = 1001;

    private final BinanceVenue venue;
    private final BinanceAddress address;
    private final BinanceRequests requests;
    private final SlidingLimit messages;
    private final boolean microseconds;
    private final List<String> initialStreams;
    /** By name, in the order of subscribing; without a value what brings nothing. */
    private final Map<String, @Nullable StreamFeed> streams = new LinkedHashMap<>();

    private boolean combined;
    private boolean pongDue;
    private long pingedAtNanos;

    BinanceConnection(
            BinanceVenue venue,
            BinanceAddress address,
            ClientLink link,
            boolean combined,
            boolean microseconds,
            List<String> initialStreams) {
        super(venue, link, BinanceConnection.class);
        this.venue = venue;
        this.address = address;
        this.requests = new BinanceRequests(venue, this);
        this.messages = new SlidingLimit(venue.rules().messagesPerSecond(), Duration.ofSeconds(1));
        this.combined = combined;
        this.microseconds = microseconds;
        this.initialStreams = List.copyOf(initialStreams);
    }

    @Override
    public List<Subscription> subscriptions() {
        final List<Subscription> subscriptions = new ArrayList<>();
        for (final StreamFeed feed : streams.values()) {
            if (feed != null && !subscriptions.contains(feed.subscription())) {
                subscriptions.add(feed.subscription());
            }
        }
        return subscriptions;
    }

    /** {@return names of its streams, in the order of subscribing} */
    public List<String> streams() {
        return List.copyOf(streams.keySet());
    }

    boolean isCombined() {
        return combined;
    }

    void combined(boolean value) {
        combined = value;
    }

    boolean inMicroseconds() {
        return microseconds;
    }

    /** {@return whether these names can be added without passing the limit} */
    boolean hasRoomFor(List<String> names) {
        final long added = names.stream()
                .distinct()
                .filter(name -> !streams.containsKey(name))
                .count();
        return streams.size() + added <= venue.rules().streamsPerConnection();
    }

    void subscribe(String name) {
        if (streams.containsKey(name)) {
            return;
        }
        final StreamFeed feed = venue.feed(name);
        streams.put(name, feed);
        if (feed != null) {
            if (!venue.faults().ignores(feed.subscription())) {
                feed.add(this);
            }
            tellSubscribed(feed.subscription());
        }
    }

    void unsubscribe(String name) {
        final StreamFeed feed = streams.remove(name);
        if (feed != null) {
            feed.remove(this);
            tellUnsubscribed(feed.subscription());
        }
    }

    void refused(Subscription subscription) {
        tellRefused(subscription);
    }

    void publishData(Subscription subscription, long firstId, long lastId, FrameText frame, Fate fate) {
        publish(subscription, false, firstId, lastId, frame, fate);
    }

    void reply(FrameText frame) {
        send(frame);
    }

    @Override
    protected void opened() {
        initialStreams.forEach(this::subscribe);
        every(venue.rules().pingInterval(), this::ping);
        after(venue.rules().lifetime(), () -> link().close(GOING_AWAY, ""));
    }

    @Override
    protected void ponged() {
        pongDue = false;
    }

    @Override
    protected void ended() {
        for (final StreamFeed feed : streams.values()) {
            if (feed != null) {
                feed.remove(this);
            }
        }
    }

    @Override
    protected boolean withinLimits() {
        final long now = venue.scheduler().nanos();
        if (messages.count(1, now)) {
            return true;
        }
        address.flooded(now, venue.scheduler().epochNanos());
        link().close(POLICY_VIOLATION, "Too many requests");
        return false;
    }

    @Override
    protected void request(byte[] buffer, int offset, int length) {
        requests.onRequest(buffer, offset, length);
    }

    private void ping() {
        final long now = venue.scheduler().nanos();
        if (!pongDue) {
            pongDue = true;
            pingedAtNanos = now;
        } else if (now - pingedAtNanos >= venue.rules().pongLimit().toNanos()) {
            link().close(POLICY_VIOLATION, "Pong timeout");
            return;
        }
        link().ping();
    }
}
