package io.holdfast.testkit.venue.coinbase;

import io.holdfast.market.Subscription;
import io.holdfast.testkit.venue.ClientLink;
import io.holdfast.testkit.venue.Fate;
import io.holdfast.testkit.venue.FrameText;
import io.holdfast.testkit.venue.RequestJson;
import io.holdfast.testkit.venue.SimulatedConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One client of a {@link CoinbaseVenue}. Every frame but errors bears the connection's next sequence number. */
public final class CoinbaseConnection extends SimulatedConnection {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Set<String> CHANNELS =
            Set.of("level2", "market_trades", "ticker", "ticker_batch", "candles", "status", "heartbeats");
    private static final String UNKNOWN = "authentication failure"; // so it is worded, for unknown channels too
    private static final String FAILED = "failure to subscribe";
    private static final String TOO_MANY = "too many L2 streams requested in a single session";

    private final CoinbaseVenue venue;
    private final String address;
    /** What is subscribed to, by channel; the heartbeats under their own name. */
    private final Map<String, Set<String>> subscribed = new TreeMap<>();

    private final FrameText frame = new FrameText();
    private long sequence;
    private boolean asked;
    private long spokeNanos;

    CoinbaseConnection(CoinbaseVenue venue, ClientLink link, String address) {
        super(venue, link, CoinbaseConnection.class);
        this.venue = venue;
        this.address = address;
    }

    @Override
    public List<Subscription> subscriptions() {
        final List<Subscription> subscriptions = new ArrayList<>();
        subscribed.forEach((channel, products) -> products.forEach(id -> {
            final CoinbaseProduct.Topic topic = topic(channel, id);
            if (topic != null) {
                subscriptions.add(topic.subscription());
            }
        }));
        return subscriptions;
    }

    /** {@return the number that its next frame will bear} */
    public long nextSequence() {
        return sequence;
    }

    void publishEvent(
            String channel,
            Subscription subscription,
            boolean snapshot,
            long firstId,
            long lastId,
            FrameText event,
            Fate fate) {
        publish(subscription, snapshot, firstId, lastId, around(channel, true, event), fate);
    }

    /** Sends something that is nobody's data: heartbeats, status, the list of subscriptions. */
    void sendEvent(String channel, FrameText event) {
        send(around(channel, false, event));
    }

    boolean hears(String channel) {
        return subscribed.containsKey(channel);
    }

    @Override
    protected void opened() {
        spokeNanos = venue.scheduler().nanos();
        after(venue.rules().firstSubscribe(), () -> {
            if (!asked) {
                link().drop();
            }
        });
        every(SECOND, this::onSecond);
    }

    @Override
    protected void ended() {
        subscribed.forEach((channel, products) -> products.forEach(id -> {
            final CoinbaseProduct.Topic topic = topic(channel, id);
            if (topic != null) {
                topic.remove(this);
            }
        }));
    }

    @Override
    protected void request(byte[] buffer, int offset, int length) {
        if (venue.faults().leavesRequestsUnanswered()) {
            return;
        }
        if (!venue.rates().message(address, venue.scheduler().nanos())) {
            error("rate limit exceeded");
            return;
        }
        final Object request = RequestJson.parse(buffer, offset, length);
        final Object type = RequestJson.field(request, "type");
        if (!(RequestJson.field(request, "channel") instanceof String channel) || !CHANNELS.contains(channel)) {
            error(UNKNOWN);
        } else if ("subscribe".equals(type)) {
            asked = true;
            subscribe(channel, RequestJson.strings(RequestJson.field(request, "product_ids")));
        } else if ("unsubscribe".equals(type)) {
            unsubscribe(channel, RequestJson.strings(RequestJson.field(request, "product_ids")));
            acknowledge();
        } else {
            error(FAILED);
        }
    }

    private void subscribeToStatus(List<String> ids) {
        final Set<CoinbaseProduct> wanted = new LinkedHashSet<>(ids.isEmpty() ? venue.products() : List.of());
        for (final String id : ids) {
            final CoinbaseProduct product = venue.product(id);
            if (product != null) {
                wanted.add(product);
            } else if (venue.rules().unknownRefused()) {
                error(FAILED);
                return;
            }
        }
        final Set<String> held = subscribed.computeIfAbsent("status", key -> new LinkedHashSet<>());
        wanted.forEach(product -> held.add(product.id()));
        acknowledge();
        sendEvent("status", venue.writeProducts(venue.body().clear(), "snapshot", wanted));
    }

    boolean hearsStatusOf(CoinbaseProduct product) {
        return subscribed.getOrDefault("status", Set.of()).contains(product.id());
    }

    private void subscribe(String channel, List<String> ids) {
        if (channel.equals("heartbeats")) {
            subscribed.computeIfAbsent(channel, key -> new LinkedHashSet<>()).add(channel);
            acknowledge();
            return;
        }
        if (channel.equals("status")) {
            subscribeToStatus(ids);
            return;
        }
        final Set<CoinbaseProduct> wanted = new LinkedHashSet<>();
        for (final String id : ids) {
            final CoinbaseProduct product = venue.product(id);
            if (product != null && !venue.faults().refuses(product.market().instrument())) {
                wanted.add(product);
            } else if (venue.rules().unknownRefused()) {
                error(FAILED);
                return;
            } else if (product != null) {
                refused(product, channel);
            }
        }
        final Set<String> held = subscribed.computeIfAbsent(channel, key -> new LinkedHashSet<>());
        wanted.removeIf(product -> held.contains(product.id()));
        if (channel.equals("level2")
                && held.size() + wanted.size() > venue.rules().level2Products()) {
            wanted.forEach(product -> refused(product, channel));
            forgetIfEmpty(channel);
            error(TOO_MANY);
            return;
        }
        wanted.forEach(product -> held.add(product.id()));
        forgetIfEmpty(channel);
        if (venue.rules().acknowledgedFirst()) {
            acknowledge();
            wanted.forEach(product -> begin(product, channel));
        } else {
            wanted.forEach(product -> begin(product, channel));
            acknowledge();
        }
    }

    private void begin(CoinbaseProduct product, String channel) {
        final CoinbaseProduct.Topic topic = product.topic(channel);
        if (topic == null) {
            return;
        }
        tellSubscribed(topic.subscription());
        if (!venue.faults().ignores(topic.subscription())) {
            product.sendSnapshot(topic, this);
            topic.add(this);
        }
    }

    private void unsubscribe(String channel, List<String> ids) {
        final Set<String> held = subscribed.get(channel);
        if (held == null) {
            return;
        }
        final Set<String> leaving = new LinkedHashSet<>();
        if (ids.isEmpty()) {
            leaving.addAll(held);
        }
        for (final String id : ids) {
            final CoinbaseProduct product = venue.product(id);
            leaving.add(product == null ? id : product.id());
        }
        for (final String id : leaving) {
            final CoinbaseProduct.Topic topic = topic(channel, id);
            if (held.remove(id) && topic != null) {
                topic.remove(this);
                tellUnsubscribed(topic.subscription());
            }
        }
        forgetIfEmpty(channel);
    }

    private void forgetIfEmpty(String channel) {
        final Set<String> held = subscribed.get(channel);
        if (held != null && held.isEmpty()) {
            subscribed.remove(channel);
        }
    }

    /** Lists what is subscribed to now, all of it. */
    private void acknowledge() {
        final FrameText body = venue.body().clear().ascii("{\"subscriptions\":{");
        String separator = "";
        for (final Map.Entry<String, Set<String>> channel : subscribed.entrySet()) {
            body.ascii(separator).string(channel.getKey()).ascii(":[");
            separator = "";
            for (final String id : channel.getValue()) {
                body.ascii(separator).string(id);
                separator = ",";
            }
            body.ascii(']');
            separator = ",";
        }
        sendEvent("subscriptions", body.ascii("}}"));
    }

    private void onSecond() {
        if (hears("heartbeats") && !venue.faults().withholdsHeartbeats()) {
            sendEvent("heartbeats", venue.writeHeartbeat(venue.body().clear()));
        }
        if (venue.scheduler().nanos() - spokeNanos >= venue.rules().quietLimit().toNanos()) {
            link().drop();
        }
    }

    private FrameText around(String channel, boolean withClientId, FrameText event) {
        spokeNanos = venue.scheduler().nanos();
        frame.clear().ascii("{\"channel\":\"").ascii(channel);
        frame.ascii(withClientId ? "\",\"client_id\":\"\",\"timestamp\":\"" : "\",\"timestamp\":\"");
        frame.shortestRfc3339(venue.scheduler().epochNanos());
        frame.ascii("\",\"sequence_num\":").number(sequence++).ascii(",\"events\":[");
        return frame.bytes(event.buffer(), 0, event.length()).ascii("]}");
    }

    private void error(String message) {
        spokeNanos = venue.scheduler().nanos();
        send(frame.clear()
                .ascii("{\"type\":\"error\",\"message\":")
                .string(message)
                .ascii('}'));
    }

    private void refused(CoinbaseProduct product, String channel) {
        final CoinbaseProduct.Topic topic = product.topic(channel);
        if (topic != null) {
            tellRefused(topic.subscription());
        }
    }

    private CoinbaseProduct.@Nullable Topic topic(String channel, String id) {
        final CoinbaseProduct product = venue.product(id);
        return product == null ? null : product.topic(channel);
    }
}
