package io.holdfast.exchange.binance;

import io.holdfast.codec.FieldNames;
import io.holdfast.codec.JsonReader;
import io.holdfast.codec.JsonType;
import io.holdfast.exchange.ProtocolSink;
import io.holdfast.exchange.UnreadFrame;
import io.holdfast.exchange.WireSubscription;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * Answers to our requests. They carry no stream names, so each request's subscriptions are kept by its id until it is
 * answered. Errors come flat ({@code {"code":…,"msg":…}}) and nested ({@code {"error":{…}}}), with or without an id.
 */
final class BinanceAnswers {

    /** "Too many subscriptions": the wish is right, the moment is not. */
    private static final long TOO_MANY = 4;
    /** "Invalid JSON" and the like: a fault of ours, not of the subscription. */
    private static final long INVALID_JSON = 3;

    private static final FieldNames ERROR = FieldNames.of("code", "msg");
    private static final long NO_ID = -1;

    private final ProtocolSink sink;
    private final IntConsumer onAcknowledged;
    private final Map<Long, int[]> outstanding = new LinkedHashMap<>();
    private long lastId;

    private long id = NO_ID;
    private boolean success;
    private long code;
    private String message = "";

    /** @param onAcknowledged told of each subscription's id after the sink */
    BinanceAnswers(ProtocolSink sink, IntConsumer onAcknowledged) {
        this.sink = sink;
        this.onAcknowledged = onAcknowledged;
    }

    /** {@return the id of a new request for these subscriptions} */
    long expectFor(List<WireSubscription> subscriptions) {
        final long request = ++lastId;
        outstanding.put(
                request, subscriptions.stream().mapToInt(WireSubscription::id).toArray());
        return request;
    }

    void begin() {
        id = NO_ID;
        success = false;
        code = 0;
        message = "";
    }

    void readResult(JsonReader json) {
        success = true;
        json.skipValue();
    }

    void readError(JsonReader json) {
        if (json.peek() != JsonType.OBJECT) {
            json.skipValue();
            return;
        }
        json.beginObject();
        while (json.nextField()) {
            switch (json.field(ERROR)) {
                case 0 -> readCode(json);
                case 1 -> readMessage(json);
                default -> json.skipValue();
            }
        }
    }

    void readCode(JsonReader json) {
        if (json.peek() == JsonType.NUMBER) {
            code = json.readLong();
        } else {
            json.skipValue();
        }
    }

    void readMessage(JsonReader json) {
        if (json.peek() == JsonType.STRING && json.readString()) {
            message = json.stringText();
        } else {
            json.skipValue();
        }
    }

    void readId(JsonReader json) {
        if (json.peek() == JsonType.NUMBER) {
            id = json.readLong();
        } else {
            json.skipValue();
        }
    }

    void end() {
        if (success) {
            final int[] acknowledged = outstanding.remove(id);
            if (acknowledged == null) {
                sink.unread(UnreadFrame.UNKNOWN_TYPE, 0);
                return;
            }
            for (final int subscription : acknowledged) {
                sink.acknowledged(subscription);
                onAcknowledged.accept(subscription);
            }
            return;
        }
        final String detail = "code " + code + ": " + message;
        final int[] refused = outstanding.remove(id);
        if (refused != null) {
            refuse(refused, detail);
        } else if (outstanding.isEmpty()) {
            sink.unread(UnreadFrame.UNKNOWN_TYPE, 0);
        } else { // no id, or none of ours: whatever is unanswered may be meant
            final List<int[]> all = List.copyOf(outstanding.values());
            outstanding.clear();
            all.forEach(subscriptions -> refuse(subscriptions, detail));
        }
    }

    private void refuse(int[] subscriptions, String detail) {
        if (subscriptions.length == 1) {
            sink.rejected(subscriptions[0], code != TOO_MANY && code != INVALID_JSON, detail);
        } else {
            sink.requestRejected(subscriptions, subscriptions.length, detail);
        }
    }
}
