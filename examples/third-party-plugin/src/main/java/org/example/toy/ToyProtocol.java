package org.example.toy;

import io.holdfast.codec.DecimalField;
import io.holdfast.codec.FieldNames;
import io.holdfast.codec.JsonReader;
import io.holdfast.codec.JsonText;
import io.holdfast.codec.NameTable;
import io.holdfast.codec.SymbolTable;
import io.holdfast.exchange.Anomaly;
import io.holdfast.exchange.BookLevels;
import io.holdfast.exchange.ExchangeProtocol;
import io.holdfast.exchange.Outbound;
import io.holdfast.exchange.ProtocolSink;
import io.holdfast.exchange.SubscriptionTable;
import io.holdfast.exchange.UnreadFrame;
import io.holdfast.exchange.WireSubscription;
import io.holdfast.market.Channel;
import io.holdfast.market.Side;
import io.holdfast.transport.FrameKind;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The toy's language on one connection. A message is read whole, in any order of its fields, and only then acted on. */
final class ToyProtocol implements ExchangeProtocol {

    private static final int MOST_IN_A_REQUEST = 20;
    private static final long NONE = -2; // not the one before 0
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final FieldNames FIELDS = FieldNames.of(
            "type", "symbol", "channel", "first", "last", "time", "side", "price", "size", "bids", "asks", "reason");
    private static final NameTable<Channel> CHANNELS =
            NameTable.of(Map.of("top", Channel.TOP_OF_BOOK, "trades", Channel.TRADES, "book", Channel.BOOK));
    private static final NameTable<Side> AGGRESSORS = NameTable.of(Map.of("buy", Side.BID, "sell", Side.ASK));
    private static final NameTable<Type> TYPES = NameTable.ofConstants(Type.class);

    private enum Type {
        SUBSCRIBED,
        REJECTED,
        SNAPSHOT,
        UPDATE,
        HEARTBEAT,
        GOODBYE
    }

    /** A subscription on this connection. */
    private static final class Stream {
        final int id;
        long last = NONE;
        boolean waits = true; // for the answer to the latest request: what comes before it belongs to an earlier one

        Stream(int id) {
            this.id = id;
        }
    }

    private final ProtocolSink sink;
    private final JsonReader json = new JsonReader();
    private final SubscriptionTable<Stream> streams = new SubscriptionTable<>();

    // the message that is being read
    private @Nullable Type type;
    private @Nullable Channel channel;
    private int symbol;
    private long first;
    private long last;
    private long timeNanos;
    private @Nullable Side aggressor;
    private String reason = "";
    private final DecimalField price = new DecimalField();
    private final DecimalField size = new DecimalField();
    private final BookLevels levels = new BookLevels();

    ToyProtocol(ProtocolSink sink) {
        this.sink = sink;
    }

    @Override
    public int subscribe(List<WireSubscription> pending, Outbound out) {
        final List<WireSubscription> covered = request("subscribe", pending, out);
        covered.forEach(each -> streams.put(each, new Stream(each.id())));
        return covered.size();
    }

    @Override
    public int unsubscribe(List<WireSubscription> pending, Outbound out) {
        final List<WireSubscription> covered = request("unsubscribe", pending, out);
        covered.forEach(streams::remove);
        return covered.size();
    }

    private static List<WireSubscription> request(String op, List<WireSubscription> pending, Outbound out) {
        final List<WireSubscription> covered = WireSubscription.ofOneChannel(pending, MOST_IN_A_REQUEST);
        final String channel = CHANNELS.nameOf(covered.get(0).channel());
        final String symbols = JsonText.strings(WireSubscription.symbols(covered));
        out.sendText("{\"op\":\"" + op + "\",\"channel\":\"" + channel + "\",\"symbols\":" + symbols + "}");
        return covered;
    }

    /** A book needs a snapshot, and so a new subscription; everything else goes on from the next event. */
    @Override
    public boolean resync(WireSubscription subscription, Outbound out) {
        return subscription.channel() != Channel.BOOK;
    }

    @Override
    public void onFrame(FrameKind kind, byte[] buffer, int offset, int length) {
        if (kind != FrameKind.TEXT) {
            sink.unread(UnreadFrame.WRONG_KIND, 0);
            return;
        }
        final boolean whole = read(buffer, offset, length);
        final Stream stream = channel == null ? null : streams.get(symbol, channel);
        if (!whole && stream != null) {
            lose(stream, Anomaly.MALFORMED);
        } else if (!whole || type == null) {
            sink.unread(whole ? UnreadFrame.UNKNOWN_TYPE : UnreadFrame.MALFORMED, json.errorOffset());
        } else if (type == Type.HEARTBEAT) {
            sink.heartbeat();
        } else if (type == Type.GOODBYE) {
            sink.shutdownAnnounced("goodbye");
        } else if (stream == null) {
            sink.unread(UnreadFrame.NOT_SUBSCRIBED, 0);
        } else if (type == Type.SUBSCRIBED) {
            stream.waits = false;
            sink.acknowledged(stream.id);
        } else if (type == Type.REJECTED) {
            sink.rejected(stream.id, true, reason);
        } else {
            onData(stream, channel);
        }
    }

    private boolean read(byte[] buffer, int offset, int length) {
        type = null;
        channel = null;
        symbol = SymbolTable.ABSENT;
        first = NONE;
        last = NONE;
        timeNanos = 0;
        aggressor = null;
        price.clear();
        size.clear();
        levels.clear();
        json.wrap(buffer, offset, length);
        json.beginObject();
        while (json.nextField()) {
            switch (json.field(FIELDS)) {
                case 0 -> type = TYPES.read(json);
                case 1 -> symbol = streams.readSymbol(json);
                case 2 -> channel = CHANNELS.read(json);
                case 3 -> first = json.readLong();
                case 4 -> last = json.readLong();
                case 5 -> timeNanos = json.readLong() * NANOS_PER_MILLI;
                case 6 -> aggressor = AGGRESSORS.read(json);
                case 7 -> price.read(json);
                case 8 -> size.read(json);
                case 9 -> levels.readPairs(json, Side.BID);
                case 10 -> levels.readPairs(json, Side.ASK);
                case 11 -> reason = json.readText();
                default -> {} // unknown fields are skipped
            }
        }
        return json.finish();
    }

    private void onData(Stream stream, Channel of) {
        final boolean sound = switch (of) {
            case TOP_OF_BOOK -> levels.isTop();
            case TRADES -> aggressor != null && price.isPositive() && size.isPositive();
            case BOOK -> levels.areSound();
        };
        if (stream.waits) {
            sink.unread(UnreadFrame.NOT_SUBSCRIBED, 0);
        } else if (json.misfits() > 0) {
            lose(stream, Anomaly.NUMBER_OUT_OF_RANGE);
        } else if (!sound || first < 0 || first > last) {
            lose(stream, Anomaly.MALFORMED);
        } else if (type == Type.UPDATE && last <= stream.last) {
            sink.unread(UnreadFrame.REPEATED, 0);
        } else if (of == Channel.BOOK && type == Type.UPDATE && first != stream.last + 1) {
            lose(stream, Anomaly.SEQUENCE_GAP);
        } else {
            if (of == Channel.TRADES && stream.last != NONE && first != stream.last + 1) {
                lose(stream, Anomaly.SEQUENCE_GAP);
            }
            stream.last = last;
            switch (of) {
                case TOP_OF_BOOK -> levels.deliverTop(sink, stream.id, timeNanos, last);
                case TRADES ->
                    sink.trade(
                            stream.id,
                            timeNanos,
                            last,
                            aggressor,
                            price.mantissa(),
                            price.scale(),
                            size.mantissa(),
                            size.scale());
                case BOOK -> levels.deliver(sink, stream.id, timeNanos, last, type == Type.SNAPSHOT);
            }
        }
    }

    /** A book is not read on until it has been subscribed to anew. */
    private void lose(Stream stream, Anomaly anomaly) {
        stream.last = NONE;
        stream.waits |= channel == Channel.BOOK;
        sink.anomaly(stream.id, anomaly, "");
    }
}
