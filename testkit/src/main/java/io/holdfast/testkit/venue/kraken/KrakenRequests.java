package io.holdfast.testkit.venue.kraken;

import io.holdfast.market.Channel;
import io.holdfast.market.Subscription;
import io.holdfast.testkit.venue.Fate;
import io.holdfast.testkit.venue.FrameText;
import io.holdfast.testkit.venue.RequestJson;
import io.holdfast.testkit.venue.SlidingLimit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what one client asks for and answers in Kraken's words: one acknowledgement for each symbol. */
final class KrakenRequests {

    private static final int MICROSECONDS = 6;
    /** Between reading a request and answering it; about what the documentation's examples show. */
    private static final long WORK_NANOS = 45_000;

    private static final long USUAL_DEPTH = 10;
    private static final Set<String> PRIVATE = Set.of("executions", "balances", "level3");
    private static final String NOT_HERE =
            "Private data and trading are unavailable on this endpoint. Try ws-auth.kraken.com";

    private final KrakenVenue venue;
    private final KrakenConnection connection;
    private final SlidingLimit rate;
    private final FrameText answer = new FrameText();

    KrakenRequests(KrakenVenue venue, KrakenConnection connection) {
        this.venue = venue;
        this.connection = connection;
        this.rate = new SlidingLimit(venue.rules().requestsPerSecond(), Duration.ofSeconds(1));
    }

    void onRequest(byte[] buffer, int offset, int length) {
        if (venue.faults().leavesRequestsUnanswered()) {
            return;
        }
        if (!rate.count(1, venue.scheduler().nanos())) {
            connection.reply(answer.clear().ascii("{\"Error\":\"Exceeded msg rate\"}"));
            return;
        }
        final Object request = RequestJson.parse(buffer, offset, length);
        final Long id = RequestJson.field(request, "req_id") instanceof Long number ? number : null;
        if (RequestJson.field(request, "method") instanceof String method) {
            onMethod(method, RequestJson.field(request, "params"), id);
        } else {
            refuse("", "Malformed request", null, id);
        }
    }

    private void onMethod(String method, @Nullable Object params, @Nullable Long id) {
        switch (method) {
            case "ping" -> pong(id);
            case "subscribe", "unsubscribe" -> {
                if (RequestJson.field(params, "channel") instanceof String channel) {
                    onChannel(new Request(method, channel, params, id));
                } else {
                    refuse(method, "Channel not specified", null, id);
                }
            }
            default -> refuse(method, NOT_HERE, null, id);
        }
    }

    private void onChannel(Request request) {
        if (request.subscribes()) {
            connection.beat();
        }
        if (PRIVATE.contains(request.channel)) {
            refuse(request.method, NOT_HERE, null, request.id);
        } else if (request.channel.equals("instrument")) {
            onInstrument(request);
        } else if (!Set.of("ticker", "book", "trade").contains(request.channel)) {
            refuse(request.method, "Channel not supported", null, request.id);
        } else if (request.channel.equals("book") && !isDepth(request.depth())) {
            refuse(request.method, "Subscription depth not supported", null, request.id);
        } else if (request.channel.equals("ticker") && !Set.of("trades", "bbo").contains(request.trigger())) {
            refuse(request.method, "Event trigger not supported", null, request.id);
        } else if (request.subscribes()) {
            subscribe(request);
        } else {
            unsubscribe(request);
        }
    }

    private void subscribe(Request request) {
        final List<KrakenTopic> added = new ArrayList<>();
        for (final String symbol : request.symbols()) {
            final KrakenPair pair = venue.pair(symbol);
            if (pair == null || venue.faults().refuses(pair.market().instrument())) {
                refuse("subscribe", "Currency pair not supported " + symbol, symbol, request.id);
                if (pair != null) {
                    connection.refused(new Subscription(pair.market().instrument(), kind(request.channel)));
                }
                continue;
            }
            final KrakenTopic topic = topic(pair, request);
            if (isHeld(topic)) {
                refuse("subscribe", "Already subscribed", symbol, request.id);
                continue;
            }
            connection.hold(topic);
            added.add(topic);
            acknowledge(request, topic, symbol);
        }
        connection.afterAcknowledgements(() -> added.forEach(topic -> begin(topic, request.wantsSnapshot())));
    }

    private void begin(KrakenTopic topic, boolean withSnapshot) {
        if (!connection.holds(topic) || venue.faults().ignores(topic.subscription())) {
            return;
        }
        if (withSnapshot) {
            final FrameText frame = venue.frame().clear();
            topic.pair().writeSnapshot(frame, topic);
            final long id = topic.pair().snapshotId(topic);
            final Fate fate = venue.faults().nextFate(topic.subscription());
            connection.publishData(topic.subscription(), true, id, id, frame, fate);
        }
        topic.add(connection);
    }

    private void unsubscribe(Request request) {
        for (final String symbol : request.symbols()) {
            final KrakenPair pair = venue.pair(symbol);
            final KrakenTopic topic = pair == null ? null : topic(pair, request);
            if (topic == null || !connection.holds(topic)) {
                // The method is the other one; so it is on the wire.
                refuse("subscribe", "Subscription Not Found", symbol, request.id);
            } else {
                connection.release(topic);
                acknowledge(request, topic, symbol);
            }
        }
    }

    private void onInstrument(Request request) {
        if (!request.subscribes()) {
            connection.hearsInstruments(false);
        } else if (connection.hearsInstruments()) {
            refuse("subscribe", "Already subscribed", null, request.id);
            return;
        }
        begin("method", request.method, request.id);
        answer.ascii(",\"result\":{\"channel\":\"instrument\",\"snapshot\":");
        answer.ascii(Boolean.toString(request.wantsSnapshot()));
        answer.ascii(",\"warnings\":[\"tick_size is deprecated, use price_increment\"]},\"success\":true");
        end();
        if (request.subscribes()) {
            connection.hearsInstruments(true);
            if (request.wantsSnapshot()) {
                KrakenCatalog.writeInstruments(venue.frame().clear(), "snapshot", venue.pairs(), true);
                connection.reply(venue.frame());
            }
        }
    }

    /** A book is held at one depth at a time, a ticker with one trigger. */
    private boolean isHeld(KrakenTopic topic) {
        final KrakenPair pair = topic.pair();
        return switch (topic.channel()) {
            case "book" -> pair.books().stream().anyMatch(connection::holds);
            default -> connection.holds(topic);
        };
    }

    private void acknowledge(Request request, KrakenTopic topic, String symbol) {
        begin("method", request.method, request.id);
        answer.ascii(",\"result\":{\"channel\":\"").ascii(topic.channel()).ascii('"');
        if (!topic.options().isEmpty()) {
            answer.ascii(',').ascii(topic.options());
        }
        answer.ascii(",\"snapshot\":").ascii(Boolean.toString(request.wantsSnapshot()));
        answer.ascii(",\"symbol\":").string(symbol).ascii("},\"success\":true");
        end();
    }

    private void refuse(String method, String error, @Nullable String symbol, @Nullable Long id) {
        answer.clear().ascii("{\"error\":").string(error).ascii(",\"method\":").string(method);
        if (id != null) {
            answer.ascii(",\"req_id\":").number(id);
        }
        answer.ascii(",\"success\":false");
        if (symbol != null) {
            answer.ascii(",\"symbol\":").string(symbol);
        }
        end();
    }

    private void pong(@Nullable Long id) {
        begin("method", "pong", id);
        end();
    }

    private void begin(String field, String value, @Nullable Long id) {
        answer.clear().ascii("{\"").ascii(field).ascii("\":").string(value);
        if (id != null) {
            answer.ascii(",\"req_id\":").number(id);
        }
    }

    private void end() {
        final long now = venue.scheduler().epochNanos();
        answer.ascii(",\"time_in\":\"").rfc3339(now, MICROSECONDS);
        answer.ascii("\",\"time_out\":\"").rfc3339(now + WORK_NANOS, MICROSECONDS);
        connection.reply(answer.ascii("\"}"));
    }

    private boolean isDepth(long depth) {
        return venue.pairs().iterator().next().book(depth) != null;
    }

    private static Channel kind(String channel) {
        return switch (channel) {
            case "book" -> Channel.BOOK;
            case "trade" -> Channel.TRADES;
            default -> Channel.TOP_OF_BOOK;
        };
    }

    private static KrakenTopic topic(KrakenPair pair, Request request) {
        final KrakenTopic topic = switch (request.channel) {
            case "book" -> pair.book(request.depth());
            case "trade" -> pair.trade();
            default -> pair.ticker(request.trigger());
        };
        if (topic == null) {
            throw new AssertionError("options were not checked: " + request);
        }
        return topic;
    }

    private record Request(
            String method,
            String channel,
            @Nullable Object params,
            @Nullable Long id) {

        boolean subscribes() {
            return method.equals("subscribe");
        }

        List<String> symbols() {
            return RequestJson.strings(RequestJson.field(params, "symbol"));
        }

        long depth() {
            final Object depth = RequestJson.field(params, "depth");
            return depth == null ? USUAL_DEPTH : depth instanceof Long number ? number : -1;
        }

        String trigger() {
            final Object trigger = RequestJson.field(params, "event_trigger");
            return trigger == null ? "trades" : trigger instanceof String text ? text : "";
        }

        boolean wantsSnapshot() {
            final Object snapshot = RequestJson.field(params, "snapshot");
            return snapshot instanceof Boolean wanted ? wanted : !channel.equals("trade");
        }
    }
}
