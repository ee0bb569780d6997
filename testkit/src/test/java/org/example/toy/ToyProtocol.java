package org.example.toy;

import io.holdfast.codec.FieldNames;
import io.holdfast.codec.JsonReader;
import io.holdfast.codec.SymbolTable;
import io.holdfast.exchange.Anomaly;
import io.holdfast.exchange.ExchangeProtocol;
import io.holdfast.exchange.Outbound;
import io.holdfast.exchange.ProtocolSink;
import io.holdfast.exchange.UnreadFrame;
import io.holdfast.exchange.UpgradeTarget;
import io.holdfast.exchange.WireSubscription;
import io.holdfast.market.Channel;
import io.holdfast.market.Side;
import io.holdfast.transport.FrameKind;
import java.util.Arrays;
import java.util.List;

/** The toy's language on one connection. A message is read whole, in any order of its fields, and only then acted on. */
final class ToyProtocol implements ExchangeProtocol {

    private static final int MOST_IN_A_REQUEST = 20;
    private static final long NONE = -1;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final String[] CHANNELS = {"top", "trades", "book"}; // by Channel.ordinal()
    private static final FieldNames FIELDS = FieldNames.of(
            "type", "symbol", "channel", "first", "last", "time", "side", "price", "size", "bids", "asks", "reason");
    private static final SymbolTable WORDS =
            words("trade", "top", "snapshot", "update", "heartbeat", "subscribed", "rejected", "goodbye");
    private static final SymbolTable CHANNEL_WORDS = words(CHANNELS);
    private static final SymbolTable SIDES = words("buy", "sell"); // Side.BID, Side.ASK

    private final ProtocolSink sink;
    private final JsonReader json = new JsonReader();
    private final SymbolTable[] idsOf = {new SymbolTable(), new SymbolTable(), new SymbolTable()};
    private final int[] ids = new int[CHANNELS.length];
    private final Levels bids = new Levels();
    private final Levels asks = new Levels();
    /** By id: the last number that was delivered. */
    private long[] last = new long[0];
    /** By id: whether nothing is to be read until the exchange has answered the latest request. */
    private boolean[] waits = new boolean[0];

    private int type;
    private int channel;
    private int side;
    private long first;
    private long number;
    private long timeNanos;
    private long price;
    private int priceScale;
    private long size;
    private int sizeScale;
    private String reason = "";

    ToyProtocol(ProtocolSink sink) {
        this.sink = sink;
    }

    private static SymbolTable words(String... words) {
        final SymbolTable table = new SymbolTable();
        for (int i = 0; i < words.length; i++) {
            table.put(words[i], i);
        }
        return table;
    }

    // ---- requests

    @Override
    public UpgradeTarget upgradeTarget(List<WireSubscription> wanted) {
        return UpgradeTarget.PLAIN;
    }

    @Override
    public int subscribe(List<WireSubscription> pending, Outbound out) {
        final int count = request("subscribe", pending, out);
        for (final WireSubscription wire : pending.subList(0, count)) {
            if (wire.id() >= last.length) {
                last = Arrays.copyOf(last, wire.id() + 16);
                waits = Arrays.copyOf(waits, wire.id() + 16);
            }
            idsOf[wire.channel().ordinal()].put(wire.symbol(), wire.id());
            last[wire.id()] = NONE;
            waits[wire.id()] = true;
        }
        return count;
    }

    @Override
    public int unsubscribe(List<WireSubscription> pending, Outbound out) {
        final int count = request("unsubscribe", pending, out);
        pending.subList(0, count).forEach(wire -> idsOf[wire.channel().ordinal()].remove(wire.symbol()));
        return count;
    }

    private static int request(String operation, List<WireSubscription> pending, Outbound out) {
        final Channel channel = pending.get(0).channel();
        final StringBuilder symbols = new StringBuilder();
        int count = 0;
        while (count < pending.size()
                && count < MOST_IN_A_REQUEST
                && pending.get(count).channel() == channel) {
            symbols.append(count == 0 ? "\"" : ",\"")
                    .append(pending.get(count).symbol())
                    .append('"');
            count++;
        }
        out.sendText("{\"op\":\"" + operation + "\",\"channel\":\"" + CHANNELS[channel.ordinal()] + "\",\"symbols\":["
                + symbols + "]}");
        return count;
    }

    /** A book needs a snapshot, and so a new subscription; everything else goes on from the next event. */
    @Override
    public boolean resync(WireSubscription subscription, Outbound out) {
        return subscription.channel() != Channel.BOOK;
    }

    // ---- messages

    @Override
    public void onFrame(FrameKind kind, byte[] buffer, int offset, int length) {
        if (kind != FrameKind.TEXT) {
            sink.unread(UnreadFrame.WRONG_KIND, 0);
            return;
        }
        final boolean whole = read(buffer, offset, length);
        final int id = idOfMessage();
        if (!whole || type == SymbolTable.ABSENT || json.misfits() > 0) {
            if (id != SymbolTable.ABSENT && type <= 3) {
                lose(id, json.misfits() > 0 && whole ? Anomaly.NUMBER_OUT_OF_RANGE : Anomaly.MALFORMED);
            } else {
                sink.unread(whole ? UnreadFrame.UNKNOWN_TYPE : UnreadFrame.MALFORMED, json.errorOffset());
            }
            return;
        }
        if (type == 4) {
            sink.heartbeat();
        } else if (type == 7) {
            sink.shutdownAnnounced("goodbye");
        } else if (id == SymbolTable.ABSENT) {
            sink.unread(UnreadFrame.NOT_SUBSCRIBED, 0);
        } else if (type == 5) {
            waits[id] = false;
            sink.acknowledged(id);
        } else if (type == 6) {
            sink.rejected(id, true, reason);
        } else if (waits[id]) {
            sink.unread(UnreadFrame.NOT_SUBSCRIBED, 0); // of the subscription before this one
        } else if (number == NONE || first > number) {
            lose(id, Anomaly.MALFORMED);
        } else {
            deliver(id);
        }
    }

    /** {@return whose message it is; known types name their channel, answers carry it} */
    private int idOfMessage() {
        return switch (type) {
            case 0 -> ids[Channel.TRADES.ordinal()];
            case 1 -> ids[Channel.TOP_OF_BOOK.ordinal()];
            case 2, 3 -> ids[Channel.BOOK.ordinal()];
            case 5, 6 -> channel == SymbolTable.ABSENT ? SymbolTable.ABSENT : ids[channel];
            default -> SymbolTable.ABSENT;
        };
    }

    private boolean read(byte[] buffer, int offset, int length) {
        type = SymbolTable.ABSENT;
        channel = SymbolTable.ABSENT;
        side = SymbolTable.ABSENT;
        first = NONE;
        number = NONE;
        timeNanos = 0;
        price = 0;
        size = 0;
        Arrays.fill(ids, SymbolTable.ABSENT);
        bids.clear();
        asks.clear();
        json.wrap(buffer, offset, length);
        json.beginObject();
        while (json.nextField()) {
            switch (json.field(FIELDS)) {
                case 0 -> type = word(WORDS);
                case 1 -> {
                    for (int i = 0; i < ids.length && (i > 0 || json.readString()); i++) {
                        ids[i] = idsOf[i].get(json.stringBytes(), json.stringOffset(), json.stringLength());
                    }
                }
                case 2 -> channel = word(CHANNEL_WORDS);
                case 3 -> first = json.readLong();
                case 4 -> number = json.readLong();
                case 5 -> timeNanos = json.readLong() * NANOS_PER_MILLI;
                case 6 -> side = word(SIDES);
                case 7 -> {
                    json.readDecimal();
                    price = json.mantissa();
                    priceScale = json.scale();
                }
                case 8 -> {
                    json.readDecimal();
                    size = json.mantissa();
                    sizeScale = json.scale();
                }
                case 9 -> bids.read(json);
                case 10 -> asks.read(json);
                case 11 -> reason = json.readString() ? json.stringText() : "";
                default -> {} // unknown fields are skipped
            }
        }
        return json.finish();
    }

    private int word(SymbolTable table) {
        return json.readString()
                ? table.get(json.stringBytes(), json.stringOffset(), json.stringLength())
                : SymbolTable.ABSENT;
    }

    private void lose(int id, Anomaly anomaly) {
        last[id] = NONE;
        if (ids[Channel.BOOK.ordinal()] == id) {
            waits[id] = true; // until it has been subscribed to anew
        }
        sink.anomaly(id, anomaly, "");
    }

    private void deliver(int id) {
        final long before = last[id];
        if (type != 2 && before != NONE && number <= before) {
            sink.unread(UnreadFrame.REPEATED, 0);
            return;
        }
        switch (type) {
            case 0 -> trade(id, before);
            case 1 -> top(id);
            default -> book(id, before);
        }
    }

    private void trade(int id, long before) {
        if (side == SymbolTable.ABSENT || price <= 0 || size <= 0) {
            lose(id, Anomaly.MALFORMED);
            return;
        }
        if (before != NONE && number != before + 1) {
            sink.anomaly(id, Anomaly.SEQUENCE_GAP, "");
        }
        last[id] = number;
        sink.trade(id, timeNanos, number, side == 0 ? Side.BID : Side.ASK, price, priceScale, size, sizeScale);
    }

    private void top(int id) {
        if (bids.count != 1 || asks.count != 1) {
            lose(id, Anomaly.MALFORMED);
            return;
        }
        last[id] = number;
        sink.topOfBook(
                id,
                timeNanos,
                number,
                bids.prices[0],
                bids.priceScales[0],
                bids.sizes[0],
                bids.sizeScales[0],
                asks.prices[0],
                asks.priceScales[0],
                asks.sizes[0],
                asks.sizeScales[0]);
    }

    private void book(int id, long before) {
        if (type == 3 && (before == NONE || first != before + 1)) {
            lose(id, before == NONE ? Anomaly.SNAPSHOT_UNUSABLE : Anomaly.SEQUENCE_GAP);
        } else if (bids.count + asks.count == 0 || bids.broken || asks.broken) {
            lose(id, Anomaly.MALFORMED);
        } else {
            last[id] = number;
            levels(id, Side.BID, bids, asks.count == 0);
            levels(id, Side.ASK, asks, true);
        }
    }

    private void levels(int id, Side of, Levels levels, boolean endsTheMessage) {
        for (int i = 0; i < levels.count; i++) {
            sink.bookLevel(
                    id,
                    timeNanos,
                    number,
                    type == 2,
                    endsTheMessage && i == levels.count - 1,
                    of,
                    levels.prices[i],
                    levels.priceScales[i],
                    levels.sizes[i],
                    levels.sizeScales[i]);
        }
    }
}
