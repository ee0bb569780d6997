package io.holdfast.exchange.coinbase;

import io.holdfast.codec.FieldNames;
import io.holdfast.codec.JsonReader;
import io.holdfast.codec.JsonType;
import io.holdfast.exchange.Anomaly;
import io.holdfast.exchange.ProtocolSink;
import io.holdfast.exchange.UnreadFrame;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the exchange says of subscriptions and products. Cold path.
 *
 * <p>An acknowledgement is no answer to a request: it lists all that is subscribed on the connection. What is listed is
 * confirmed; what is missing may be asked for by a request that is still under way. Only when every request has had its
 * report does it say more: the exchange has dropped a stream that it listed before, or has refused one without a word.
 *
 * <p>Errors name no request. Whatever has been asked for and neither been confirmed nor delivered since may be meant,
 * each request by one error at most.
 */
final class CoinbaseAnswers {

    private static final int LONGEST_DETAIL = 200;
    private static final byte[] ONLINE = "online".getBytes(StandardCharsets.US_ASCII);
    private static final FieldNames STATUS = FieldNames.of("id", "status", "status_message");

    private final ProtocolSink sink;
    private final CoinbaseProducts products;
    /** Ordinals of requests for trading status that are not answered. */
    private final Set<Long> statusRequests = new HashSet<>();

    private long requests;
    private long reports;

    CoinbaseAnswers(ProtocolSink sink, CoinbaseProducts products) {
        this.sink = sink;
        this.products = products;
    }

    void requested() {
        requests++;
    }

    /** Of trading status, which is no subscription of anybody's. */
    void requestedStatus() {
        requests++;
        statusRequests.add(requests);
    }

    void beginReport() {
        reports++;
        statusRequests.remove(reports);
        for (int place = 0; place < products.places(); place++) {
            final CoinbaseProduct product = products.at(place);
            if (product != null) {
                product.book.stream.listed = false;
                product.trades.stream.listed = false;
            }
        }
    }

    /** Reads a list of symbols that a report has for one stream. */
    void readListed(JsonReader json, CoinbaseStream.Kind kind) {
        if (json.peek() != JsonType.ARRAY) {
            return;
        }
        json.beginArray();
        while (json.nextElement()) {
            if (json.peek() == JsonType.STRING && json.readString()) {
                final CoinbaseProduct product =
                        products.find(json.stringBytes(), json.stringOffset(), json.stringLength());
                if (product != null) {
                    product.stream(kind).listed = true;
                }
            }
        }
    }

    void endReport() {
        for (int place = 0; place < products.places(); place++) {
            final CoinbaseProduct product = products.at(place);
            if (product != null) {
                settle(product.book.stream);
                settle(product.trades.stream);
                product.book.welcome();
                product.trades.welcome();
            }
        }
    }

    /** An error that names no product. Answers come in the order of requests, each a report or an error. */
    void refused(String text, CoinbaseStream.@Nullable Kind only) {
        if (statusRequests.remove(reports + 1)) {
            reports++;
            sink.unread(UnreadFrame.UNKNOWN_TYPE, 0); // trading status is known from the list of instruments, too
            return;
        }
        int[] ids = new int[8];
        int count = 0;
        for (int place = 0; place < products.places(); place++) {
            final CoinbaseProduct product = products.at(place);
            for (final CoinbaseStream.Kind kind : CoinbaseStream.Kind.values()) {
                final CoinbaseStream stream =
                        product == null || only != null && kind != only ? null : product.stream(kind);
                for (int i = 0; stream != null && i < stream.size(); i++) {
                    final CoinbaseSubscriber subscriber = stream.get(i);
                    if (mayBeMeant(subscriber)) {
                        ids = count == ids.length ? Arrays.copyOf(ids, count * 2) : ids;
                        ids[count++] = subscriber.id;
                    }
                }
            }
        }
        if (count == 0) {
            sink.unread(UnreadFrame.UNKNOWN_TYPE, 0);
        } else {
            sink.requestRejected(ids, count, shortened(text));
        }
    }

    /** An error that names a product, and will say the same again. */
    void refusedForGood(CoinbaseProduct product, String text) {
        boolean meant = false;
        for (final CoinbaseStream.Kind kind : CoinbaseStream.Kind.values()) {
            final CoinbaseStream stream = product.stream(kind);
            for (int i = 0; i < stream.size(); i++) {
                if (mayBeMeant(stream.get(i))) {
                    meant = true;
                    sink.rejected(stream.get(i).id, true, shortened(text));
                }
            }
        }
        if (!meant) {
            sink.unread(UnreadFrame.UNKNOWN_TYPE, 0); // said before, of another of its channels
        }
    }

    /** Reads the array of products of a status message. */
    void readStatus(JsonReader json) {
        if (json.peek() != JsonType.ARRAY) {
            return;
        }
        json.beginArray();
        while (json.nextElement()) {
            if (json.peek() == JsonType.OBJECT) {
                readProductStatus(json);
            }
        }
    }

    /** Of hundreds of products a few are ours: no text is made of the usual ones. */
    private void readProductStatus(JsonReader json) {
        CoinbaseProduct product = null;
        String status = "";
        String message = "";
        json.beginObject();
        while (json.nextField()) {
            final int field = json.field(STATUS);
            if (field < 0 || json.peek() != JsonType.STRING || !json.readString()) {
                continue;
            }
            switch (field) {
                case 0 -> product = products.find(json.stringBytes(), json.stringOffset(), json.stringLength());
                case 1 -> status = json.stringEquals(ONLINE) ? "online" : json.stringText();
                default -> message = json.stringLength() == 0 ? "" : json.stringText();
            }
        }
        if (product != null && !status.isEmpty()) {
            product.status(
                    CoinbaseSymbols.status(status), shortened(message.isEmpty() ? status : status + ": " + message));
        }
    }

    private void settle(CoinbaseStream stream) {
        if (stream.listed) {
            stream.confirm();
        } else if (reports == requests) {
            if (stream.isConfirmed()) {
                stream.breakOff(Anomaly.SEQUENCE_GAP, "the exchange no longer lists the subscription");
            } else {
                stream.miss();
            }
        }
    }

    private static boolean mayBeMeant(CoinbaseSubscriber subscriber) {
        final boolean meant = subscriber.outstanding && !subscriber.started;
        subscriber.outstanding = false;
        return meant;
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_DETAIL ? text : text.substring(0, LONGEST_DETAIL);
    }
}
