package io.holdfast.testkit.venue.kraken;

import io.holdfast.market.Subscription;
import io.holdfast.testkit.venue.ClientLink;
import io.holdfast.testkit.venue.Fate;
import io.holdfast.testkit.venue.FrameText;
import io.holdfast.testkit.venue.SimulatedConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** One client of a {@link KrakenVenue}. */
public final class KrakenConnection extends SimulatedConnection {

    private static final Duration HEARTBEAT = Duration.ofSeconds(1);
    private static final byte[] HEARTBEAT_FRAME = {
        '{', '"', 'c', 'h', 'a', 'n', 'n', 'e', 'l', '"', ':', '"', 'h', 'e', 'a', 'r', 't', 'b', 'e', 'a', 't', '"',
        '}'
    };
    private static final int NORMAL_CLOSURE = 1000;

    private final KrakenVenue venue;
    private final KrakenRequests requests;
    private final long id;
    private final Set<KrakenTopic> topics = new LinkedHashSet<>();
    private boolean hearsInstruments;
    private boolean beating;
    private long activeNanos;

    KrakenConnection(KrakenVenue venue, ClientLink link, long id) {
        super(venue, link, KrakenConnection.class);
        this.venue = venue;
        this.id = id;
        this.requests = new KrakenRequests(venue, this);
    }

    @Override
    public List<Subscription> subscriptions() {
        return topics.stream().map(KrakenTopic::subscription).distinct().toList();
    }

    /** {@return its {@code connection_id}, an unsigned number} */
    public long id() {
        return id;
    }

    boolean holds(KrakenTopic topic) {
        return topics.contains(topic);
    }

    boolean hearsInstruments() {
        return hearsInstruments;
    }

    void hearsInstruments(boolean value) {
        hearsInstruments = value;
    }

    void hold(KrakenTopic topic) {
        topics.add(topic);
        tellSubscribed(topic.subscription());
    }

    void release(KrakenTopic topic) {
        topics.remove(topic);
        topic.remove(this);
        tellUnsubscribed(topic.subscription());
    }

    void refused(Subscription subscription) {
        tellRefused(subscription);
    }

    void publishData(
            Subscription subscription, boolean snapshot, long firstId, long lastId, FrameText frame, Fate fate) {
        activeNanos = venue.scheduler().nanos();
        publish(subscription, snapshot, firstId, lastId, frame, fate);
    }

    void reply(FrameText frame) {
        send(frame);
    }

    /** Does something when acknowledgements have had their lead over snapshots. */
    void afterAcknowledgements(Runnable task) {
        if (venue.rules().snapshotDelay().isZero()) {
            task.run();
        } else {
            after(venue.rules().snapshotDelay(), task);
        }
    }

    /** Heartbeats begin with the first request to subscribe, whatever becomes of it. */
    void beat() {
        if (!beating) {
            beating = true;
            every(HEARTBEAT, () -> {
                if (!venue.faults().withholdsHeartbeats()) {
                    link().sendText(HEARTBEAT_FRAME, 0, HEARTBEAT_FRAME.length);
                }
            });
        }
    }

    @Override
    protected void opened() {
        activeNanos = venue.scheduler().nanos();
        venue.writeStatus(venue.frame().clear(), id);
        send(venue.frame());
        every(venue.rules().idleLimit().dividedBy(4), this::checkIdle);
    }

    @Override
    protected void ended() {
        new ArrayList<>(topics).forEach(topic -> topic.remove(this));
    }

    @Override
    protected void request(byte[] buffer, int offset, int length) {
        activeNanos = venue.scheduler().nanos();
        requests.onRequest(buffer, offset, length);
    }

    private void checkIdle() {
        if (venue.scheduler().nanos() - activeNanos >= venue.rules().idleLimit().toNanos()) {
            link().close(NORMAL_CLOSURE, "");
        }
    }
}
