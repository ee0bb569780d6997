package io.holdfast.testkit.venue.binance;

import io.holdfast.testkit.venue.FrameText;
import io.holdfast.testkit.venue.RequestJson;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what one client asks for and answers in Binance's words, both shapes of errors included. */
final class BinanceRequests {

    /** Larger requests are passed over in silence. */
    private static final int LARGEST_REQUEST = 4_000;

    private static final int LONGEST_ID = 36;
    private static final int POLICY_VIOLATION = 1008;
    private static final String BAD_ID = "Invalid request: request ID must be an unsigned integer";

    private final BinanceVenue venue;
    private final BinanceConnection connection;
    private final FrameText answer = new FrameText();

    BinanceRequests(BinanceVenue venue, BinanceConnection connection) {
        this.venue = venue;
        this.connection = connection;
    }

    void onRequest(byte[] buffer, int offset, int length) {
        if (length > LARGEST_REQUEST || venue.faults().leavesRequestsUnanswered()) {
            return;
        }
        final Object request = RequestJson.parse(buffer, offset, length);
        if (!(request instanceof Map<?, ?> fields)) {
            flatError(3, "Invalid JSON: expected value at line 1 column " + (length == 0 ? 0 : 1));
        } else if (!(fields.get("method") instanceof String method)) {
            flatError(2, "Invalid request: missing field `method` at line 1 column " + length);
        } else if (!isId(fields.get("id"))) {
            flatError(2, BAD_ID);
        } else {
            onMethod(method, fields.get("params"), fields.get("id"), length);
        }
    }

    private void onMethod(String method, @Nullable Object params, @Nullable Object id, int length) {
        final List<String> names = RequestJson.strings(params);
        switch (method) {
            case "SUBSCRIBE" -> subscribe(names, id);
            case "UNSUBSCRIBE" -> {
                names.forEach(connection::unsubscribe);
                result("null", id);
            }
            case "LIST_SUBSCRIPTIONS" -> {
                if (params == null) {
                    list(id);
                } else {
                    flatError(2, "Invalid request: too many parameters");
                }
            }
            case "SET_PROPERTY" -> setProperty(params, id);
            case "GET_PROPERTY" -> {
                if (names.equals(List.of("combined"))) {
                    result(connection.isCombined() ? "true" : "false", id);
                } else {
                    propertyError(names, id);
                }
            }
            default ->
                flatError(
                        2,
                        "Invalid request: unknown variant `" + method + "`, expected one of `SUBSCRIBE`, "
                                + "`UNSUBSCRIBE`, `LIST_SUBSCRIPTIONS`, `SET_PROPERTY`, `GET_PROPERTY` at line 1 column "
                                + length);
        }
    }

    private void subscribe(List<String> names, @Nullable Object id) {
        if (!connection.hasRoomFor(names)) {
            nestedError(4, "Too many subscriptions", id);
            return;
        }
        boolean refused = false;
        for (final String name : names) {
            refused |= isRefused(name);
        }
        if (!refused) {
            names.forEach(connection::subscribe);
            result("null", id);
            return;
        }
        nestedError(2, "Invalid request: invalid stream", id);
        if (venue.rules().unknownStreams() == UnknownStreams.REFUSED_AND_CLOSED) {
            connection.link().close(POLICY_VIOLATION, "");
        }
    }

    private boolean isRefused(String name) {
        final BinanceSymbol symbol = venue.symbolOfStream(name);
        if (symbol != null && venue.faults().refuses(symbol.market().instrument())) {
            final StreamFeed feed = symbol.feed(name);
            if (feed != null) {
                connection.refused(feed.subscription());
            }
            return true;
        }
        if (name.startsWith("!")) {
            return false;
        }
        return name.indexOf('@') <= 0
                || symbol == null && venue.rules().unknownStreams() != UnknownStreams.ACKNOWLEDGED;
    }

    private void setProperty(@Nullable Object params, @Nullable Object id) {
        if (!(params instanceof List<?> values) || values.isEmpty() || !(values.get(0) instanceof String name)) {
            flatError(2, "Invalid request: property name must be a string");
        } else if (values.size() > 2) {
            flatError(2, "Invalid request: too many parameters");
        } else if (!name.equals("combined")) {
            propertyError(List.of(name), id);
        } else if (values.size() == 2 && values.get(1) instanceof Boolean value) {
            connection.combined(value);
            result("null", id);
        } else {
            flatError(1, "Invalid value type: expected Boolean");
        }
    }

    private void list(@Nullable Object id) {
        answer.clear().ascii("{\"result\":[");
        final List<String> streams = connection.streams();
        for (int i = 0; i < streams.size(); i++) {
            answer.ascii(i == 0 ? "" : ",").string(streams.get(i));
        }
        answer.ascii("],\"id\":");
        id(id);
        connection.reply(answer.ascii('}'));
    }

    private void result(String value, @Nullable Object id) {
        answer.clear().ascii("{\"result\":").ascii(value).ascii(",\"id\":");
        id(id);
        connection.reply(answer.ascii('}'));
    }

    private void propertyError(List<String> names, @Nullable Object id) {
        if (names.isEmpty()) {
            flatError(2, "Invalid request: property name must be a string");
            return;
        }
        answer.clear().ascii("{\"code\":0,\"msg\":\"Unknown property\",\"id\":");
        id(id);
        connection.reply(answer.ascii('}'));
    }

    private void nestedError(int code, String message, @Nullable Object id) {
        answer.clear()
                .ascii("{\"error\":{\"code\":")
                .number(code)
                .ascii(",\"msg\":")
                .string(message);
        answer.ascii("},\"id\":");
        id(id);
        connection.reply(answer.ascii('}'));
    }

    private void flatError(int code, String message) {
        answer.clear().ascii("{\"code\":").number(code).ascii(",\"msg\":").string(message);
        connection.reply(answer.ascii('}'));
    }

    private void id(@Nullable Object id) {
        if (id instanceof Long number) {
            answer.number(number);
        } else if (id instanceof String text) {
            answer.string(text);
        } else {
            answer.ascii("null");
        }
    }

    private static boolean isId(@Nullable Object id) {
        return id instanceof Long
                || id == RequestJson.NULL
                || id instanceof String text
                        && text.length() <= LONGEST_ID
                        && text.chars().allMatch(Character::isLetterOrDigit);
    }
}
