package io.holdfast.exchange.kraken;

import io.holdfast.codec.FieldNames;
import io.holdfast.codec.JsonReader;
import io.holdfast.codec.JsonType;
import io.holdfast.exchange.Anomaly;
import io.holdfast.exchange.ProtocolSink;
import io.holdfast.exchange.UnreadFrame;
import io.holdfast.market.Channel;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers to our requests. A request for several symbols has as many answers, all with its id: some may be yes and
 * others no, in any order. A refusal does not always name its symbol, and its {@code method} is not to be relied on.
 *
 * <p>A refusal without a symbol is put down to the request; when as many of them have come as symbols are unanswered,
 * it is known whom they meant. Cold path.
 */
final class KrakenAnswers {

    private static final FieldNames RESULT = FieldNames.of("channel", "symbol", "depth", "event_trigger");
    private static final long NO_ID = -1;
    private static final long UNSAID = -1;
    private static final int MOST_UNANSWERED = 1_024;
    private static final int LONGEST_DETAIL = 200;

    private final ProtocolSink sink;
    private final KrakenStreams streams;
    private final Map<Long, KrakenRequest> unanswered = new LinkedHashMap<>();
    private long lastId;

    // the answer that is being read
    private long id = NO_ID;
    private String method = "";
    private @Nullable Boolean success;
    private String error = "";
    private String channel = "";
    private String symbol = "";
    private String trigger = "";
    private long depth = UNSAID;

    KrakenAnswers(ProtocolSink sink, KrakenStreams streams) {
        this.sink = sink;
        this.streams = streams;
    }

    static boolean isRateLimit(String error) {
        final String text = error.toLowerCase(Locale.ROOT);
        return text.contains("msg rate") || text.contains("rate limit") || text.contains("too many requests");
    }

    long nextId() {
        return ++lastId;
    }

    /** {@return the id of a new request, whose answers are about these streams} */
    long expect(boolean subscribing, List<KrakenStream> about) {
        final long requestId = nextId();
        unanswered.put(requestId, new KrakenRequest(subscribing, about));
        if (unanswered.size() > MOST_UNANSWERED) { // nobody will answer the oldest any more
            final Iterator<Long> oldest = unanswered.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        return requestId;
    }

    /** {@return whether the end of an earlier subscription to the same is still to be confirmed} */
    boolean isEnding(Channel ofChannel, String ofSymbol) {
        return unanswered.values().stream()
                .anyMatch(request -> !request.isSubscribing() && request.isAbout(ofChannel, ofSymbol));
    }

    void begin() {
        id = NO_ID;
        method = "";
        success = null;
        error = "";
        channel = "";
        symbol = "";
        trigger = "";
        depth = UNSAID;
    }

    void readMethod(JsonReader json) {
        method = text(json);
    }

    void readSymbol(JsonReader json) {
        symbol = text(json);
    }

    void readError(JsonReader json) {
        final String said = text(json);
        error = said.length() > LONGEST_DETAIL ? said.substring(0, LONGEST_DETAIL) : said;
    }

    void readId(JsonReader json) {
        id = number(json);
    }

    void readSuccess(JsonReader json) {
        success = switch (json.peek()) {
            case TRUE -> Boolean.TRUE;
            case FALSE -> Boolean.FALSE;
            default -> null;
        };
        json.skipValue();
    }

    void readResult(JsonReader json) {
        if (json.peek() != JsonType.OBJECT) {
            json.skipValue();
            return;
        }
        json.beginObject();
        while (json.nextField()) {
            switch (json.field(RESULT)) {
                case 0 -> channel = text(json);
                case 1 -> symbol = text(json);
                case 2 -> depth = number(json);
                case 3 -> trigger = text(json);
                default -> json.skipValue();
            }
        }
    }

    /** The whole frame was sound: acts on it. */
    void end() {
        if (method.equals("pong")) {
            sink.heartbeat();
        } else if (!error.isEmpty() || Boolean.FALSE.equals(success)) {
            refused();
        } else if (success != null) {
            accepted();
        } else {
            sink.unread(UnreadFrame.UNKNOWN_TYPE, 0);
        }
    }

    private void accepted() {
        if (channel.equals(KrakenRequests.INSTRUMENT)) {
            return; // it has no subscription of ours
        }
        final KrakenRequest request = requestOfAnswer();
        if (request == null) {
            final KrakenStream stream = find(channel, symbol);
            if (stream != null && method.equals("subscribe")) { // as in a recording that another made
                confirm(stream);
            } else {
                sink.unread(UnreadFrame.UNKNOWN_TYPE, 0);
            }
            return;
        }
        final KrakenStream stream = request.take(symbol);
        if (stream == null) {
            sink.unread(UnreadFrame.UNKNOWN_TYPE, 0);
        } else if (request.isSubscribing()) {
            confirm(stream);
        } else {
            ended(stream);
        }
        settle(request, "refused without a symbol");
    }

    private void confirm(KrakenStream stream) {
        if (!streams.holds(stream)) {
            return;
        }
        stream.barred = false;
        if (stream.channel() == Channel.TOP_OF_BOOK
                && !trigger.isEmpty()
                && !trigger.equals(KrakenRequests.BEST_PRICES)) {
            streams.forget(stream); // between trades such a ticker would be out of date
            sink.rejected(
                    stream.id(),
                    false,
                    "event_trigger: " + trigger + " (expected: " + KrakenRequests.BEST_PRICES + ")");
            return;
        }
        if (stream.book != null && depth > 0 && depth <= Integer.MAX_VALUE) {
            stream.book.acknowledged((int) depth);
        }
        sink.acknowledged(stream.id());
    }

    /** What comes of that symbol from now on belongs to a later subscription, if there is one. */
    private void ended(KrakenStream stream) {
        final KrakenStream later = streams.find(stream.channel(), stream.subscription.symbol());
        if (later != null) {
            later.barred = false;
        }
    }

    private void refused() {
        if (isRateLimit(error)) {
            sink.rateLimited(error); // the request was dropped: its time-out brings it again, when there is room
            return;
        }
        final KrakenRequest request = requestOfAnswer();
        if (request == null) {
            refusedWithoutRequest();
            return;
        }
        if (symbol.isEmpty()) {
            request.refuseNameless();
        } else {
            final KrakenStream stream = request.take(symbol);
            if (stream == null) {
                sink.unread(UnreadFrame.UNKNOWN_TYPE, 0);
            } else {
                refuse(request, stream, error);
            }
        }
        settle(request, error);
    }

    private void refusedWithoutRequest() {
        if (id != NO_ID || error.equals("Subscription Not Found")) {
            sink.unread(UnreadFrame.UNKNOWN_TYPE, 0); // settled already, or the end of what had ended
            return;
        }
        final int[] ids = unanswered.values().stream()
                .filter(KrakenRequest::isSubscribing)
                .flatMap(request -> request.open().stream())
                .filter(streams::holds)
                .mapToInt(KrakenStream::id)
                .distinct()
                .toArray();
        unanswered.values().removeIf(KrakenRequest::isSubscribing);
        sink.requestRejected(ids, ids.length, error);
    }

    private void refuse(KrakenRequest request, KrakenStream stream, String detail) {
        if (!request.isSubscribing()) {
            ended(stream); // it was none, or goes on: then subscribing will be refused
        } else if (!streams.holds(stream)) {
            sink.unread(UnreadFrame.NOT_SUBSCRIBED, 0);
        } else if (detail.startsWith("Already subscribed")) {
            stream.barred = false;
            if (stream.book != null && !stream.book.isWhole()) {
                sink.anomaly(stream.id(), Anomaly.SNAPSHOT_UNUSABLE, "already subscribed, so no snapshot will come");
            } else {
                sink.acknowledged(stream.id());
            }
        } else {
            streams.forget(stream);
            sink.rejected(stream.id(), isPermanent(detail), detail);
        }
    }

    /** Forgets a request that has all its answers. */
    private void settle(KrakenRequest request, String detail) {
        if (request.isSettled()) {
            unanswered.values().remove(request);
            List.copyOf(request.open()).forEach(stream -> refuse(request, stream, detail));
        }
    }

    /** {@return the request that the answer is to; by what it is about, where it has no id} */
    private @Nullable KrakenRequest requestOfAnswer() {
        if (id != NO_ID) {
            return unanswered.get(id);
        }
        final boolean subscribing = !method.equals("unsubscribe");
        for (final KrakenRequest request : unanswered.values()) {
            if (request.isSubscribing() == subscribing && !symbol.isEmpty() && request.isAbout(channel, symbol)) {
                return request;
            }
        }
        return null;
    }

    private @Nullable KrakenStream find(String channelName, String ofSymbol) {
        for (final Channel candidate : Channel.values()) {
            if (KrakenRequests.channelName(candidate).equals(channelName)) {
                return streams.find(candidate, ofSymbol);
            }
        }
        return null;
    }

    private static boolean isPermanent(String error) {
        return error.contains("not supported")
                || error.contains("unavailable on this endpoint")
                || error.contains("Invalid session");
    }

    private static String text(JsonReader json) {
        if (json.peek() == JsonType.STRING && json.readString()) {
            return json.stringText();
        }
        json.skipValue();
        return "";
    }

    private static long number(JsonReader json) {
        if (json.peek() == JsonType.NUMBER) {
            return json.readDecimal() && json.scale() == 0 && json.mantissa() >= 0 ? json.mantissa() : NO_ID;
        }
        json.skipValue();
        return NO_ID;
    }
}
