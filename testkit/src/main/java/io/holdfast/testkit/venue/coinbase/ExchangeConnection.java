package io.holdfast.testkit.venue.coinbase;

import io.holdfast.market.Subscription;
import io.holdfast.testkit.venue.ClientLink;
import io.holdfast.testkit.venue.Fate;
import io.holdfast.testkit.venue.FrameText;
import io.holdfast.testkit.venue.RequestJson;
import io.holdfast.testkit.venue.SimulatedConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One client of a {@link CoinbaseExchangeVenue}. */
public final class ExchangeConnection extends SimulatedConnection {

    private static final Set<String> PRIVATE = Set.of("level2", "level3", "full", "user", "rfq_matches", "balance");
    private static final String FAILED = "Failed to subscribe";

    private final CoinbaseExchangeVenue venue;
    private final String address;
    /** By the name that answers use. */
    private final Map<String, Set<String>> subscribed = new LinkedHashMap<>();

    private final FrameText answer = new FrameText();
    private boolean asked;

    ExchangeConnection(CoinbaseExchangeVenue venue, ClientLink link, String address) {
        super(venue, link, ExchangeConnection.class);
        this.venue = venue;
        this.address = address;
    }

    @Override
    public List<Subscription> subscriptions() {
        final List<Subscription> subscriptions = new ArrayList<>();
        subscribed.forEach((channel, ids) -> ids.forEach(id -> {
            final ExchangeProduct.Topic topic = topic(channel, id);
            if (topic != null) {
                subscriptions.add(topic.subscription());
            }
        }));
        return subscriptions;
    }

    void publishData(
            Subscription subscription, boolean snapshot, long firstId, long lastId, FrameText frame, Fate fate) {
        publish(subscription, snapshot, firstId, lastId, frame, fate);
    }

    boolean hears(String channel) {
        return subscribed.containsKey(channel);
    }

    void reply(FrameText frame) {
        send(frame);
    }

    @Override
    protected void opened() {
        after(venue.rules().firstSubscribe(), () -> {
            if (!asked) {
                link().drop();
            }
        });
        every(Duration.ofSeconds(1), this::beat);
    }

    @Override
    protected void ended() {
        subscribed.forEach((channel, ids) -> ids.forEach(id -> {
            final ExchangeProduct.Topic topic = topic(channel, id);
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
            error("ErrSlowRead", "you are sending too much");
            link().drop();
            return;
        }
        final Object request = RequestJson.parse(buffer, offset, length);
        final Object type = RequestJson.field(request, "type");
        final List<String> products = RequestJson.strings(RequestJson.field(request, "product_ids"));
        if (!(RequestJson.field(request, "channels") instanceof List<?> channels) || channels.isEmpty()) {
            error(FAILED, "channels must be a non-empty array");
        } else if ("subscribe".equals(type)) {
            asked = true;
            channels.forEach(channel -> subscribe(channel, products));
            acknowledge();
        } else if ("unsubscribe".equals(type)) {
            channels.forEach(channel -> unsubscribe(channel, products));
            acknowledge();
        } else {
            error(FAILED, "unknown type");
        }
    }

    private void subscribe(Object channel, List<String> rootProducts) {
        final String name = nameOf(channel);
        if (PRIVATE.contains(name)) {
            error(
                    FAILED,
                    "level2, level3, and full channels now require authentication. "
                            + "https://docs.cloud.coinbase.com/exchange/docs/websocket-auth");
            return;
        }
        if (name.equals("status")) {
            subscribed.computeIfAbsent(name, key -> new LinkedHashSet<>());
            reply(venue.writeStatus(answer.clear()));
            return;
        }
        if (!Set.of("heartbeat", "ticker", "ticker_1000", "matches", "level2_50")
                .contains(name)) {
            error(FAILED, name + " is not a valid channel");
            return;
        }
        for (final String id : productsOf(channel, rootProducts)) {
            final ExchangeProduct product = venue.product(id);
            final ExchangeProduct.Topic topic = product == null ? null : product.topic(name);
            if (product == null || venue.faults().refuses(product.market().instrument())) {
                error(FAILED, id + " is not a valid product");
                if (topic != null) {
                    tellRefused(topic.subscription());
                }
            } else if (product.isDelisted()) {
                error(FAILED, id + " is delisted");
            } else if (subscribed
                            .computeIfAbsent(name, key -> new LinkedHashSet<>())
                            .add(id)
                    && topic != null) {
                tellSubscribed(topic.subscription());
                if (!venue.faults().ignores(topic.subscription())) {
                    product.sendFirst(topic, this);
                    topic.add(this);
                }
            }
        }
    }

    private void unsubscribe(Object channel, List<String> rootProducts) {
        final String name = nameOf(channel);
        final Set<String> held = subscribed.get(name);
        if (held == null) {
            return;
        }
        final Set<String> leaving = productsOf(channel, rootProducts);
        if (leaving.isEmpty()) {
            leaving.addAll(held);
        }
        for (final String id : leaving) {
            final ExchangeProduct.Topic topic = topic(name, id);
            if (held.remove(id) && topic != null) {
                topic.remove(this);
                tellUnsubscribed(topic.subscription());
            }
        }
        if (held.isEmpty()) {
            subscribed.remove(name);
        }
    }

    /** Lists what is subscribed to now, all of it, under the names of old. */
    private void acknowledge() {
        answer.clear().ascii("{\"type\":\"subscriptions\",\"channels\":[");
        String separator = "";
        for (final Map.Entry<String, Set<String>> channel : subscribed.entrySet()) {
            answer.ascii(separator).ascii("{\"name\":").string(channel.getKey()).ascii(",\"product_ids\":[");
            separator = "";
            for (final String id : channel.getValue()) {
                answer.ascii(separator).string(id);
                separator = ",";
            }
            answer.ascii("],\"account_ids\":null}");
            separator = ",";
        }
        reply(answer.ascii("]}"));
    }

    private void beat() {
        if (venue.faults().withholdsHeartbeats()) {
            return;
        }
        for (final String id : subscribed.getOrDefault("heartbeat", Set.of())) {
            final ExchangeProduct product = venue.product(id);
            if (product != null) {
                product.writeHeartbeat(answer.clear());
                reply(answer);
            }
        }
    }

    private void error(String message, String reason) {
        answer.clear().ascii("{\"type\":\"error\",\"message\":").string(message);
        reply(answer.ascii(",\"reason\":").string(reason).ascii('}'));
    }

    private ExchangeProduct.@Nullable Topic topic(String channel, String id) {
        final ExchangeProduct product = venue.product(id);
        return product == null ? null : product.topic(channel);
    }

    private static String nameOf(Object channel) {
        final Object name = channel instanceof String text ? text : RequestJson.field(channel, "name");
        return switch (String.valueOf(name)) {
            case "level2_batch" -> "level2_50";
            case "ticker_batch" -> "ticker_1000";
            default -> String.valueOf(name);
        };
    }

    private static Set<String> productsOf(Object channel, List<String> rootProducts) {
        final Set<String> products = new LinkedHashSet<>(rootProducts);
        products.addAll(RequestJson.strings(RequestJson.field(channel, "product_ids")));
        return products;
    }
}
