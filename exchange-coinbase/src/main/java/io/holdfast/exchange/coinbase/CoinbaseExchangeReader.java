package io.holdfast.exchange.coinbase;

import io.holdfast.codec.FieldNames;
import io.holdfast.codec.JsonReader;
import io.holdfast.codec.JsonType;
import io.holdfast.codec.SymbolTable;
import io.holdfast.exchange.Anomaly;
import io.holdfast.exchange.ProtocolSink;
import io.holdfast.exchange.UnreadFrame;
import io.holdfast.market.Side;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Frames of the Exchange feed: flat objects, told apart by {@code type}.
 *
 * <p>{@code sequence} counts all messages of a product, of which only the authenticated {@code full} channel shows all:
 * in what we take, holes are normal and only a fall is a fault. Book messages have no number. So a book is proved by
 * nothing but that it is not crossed; trades are by their ids and by the id that heartbeats name.
 *
 * <p>{@code ticker} is not asked for: it speaks on trades and not on quotes, so a top of book made of it would be old
 * without saying so, and its trades are in {@code matches}. A frame that cannot be read may have been anybody's data, and
 * no number would show the loss later: the connection is given up.
 */
final class CoinbaseExchangeReader implements CoinbaseReader {

    private static final FieldNames FRAME = FieldNames.of(
            "type",
            "trade_id",
            "side",
            "size",
            "price",
            "product_id",
            "changes",
            "sequence",
            "time",
            "bids",
            "asks",
            "last_trade_id",
            "channels",
            "message",
            "reason",
            "products");
    private static final FieldNames CHANNEL = FieldNames.of("name", "product_ids");

    private static final byte[] BUY = "buy".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SELL = "sell".getBytes(StandardCharsets.US_ASCII);
    /** Acknowledgements use the former name. */
    private static final byte[] BOOK_CHANNEL = "level2_50".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] BOOK_CHANNEL_ASKED = "level2_batch".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TRADES_CHANNEL = "matches".getBytes(StandardCharsets.US_ASCII);

    private static final String SENDING_TOO_MUCH = "ErrSlowRead";

    private static final int SIDE_PRICE_SIZE = 3;
    private static final int PRICE_SIZE = 2;

    private static final int TRADE_ID = 1;
    private static final int MAKER = 1 << 1;
    private static final int SIZE = 1 << 2;
    private static final int PRICE = 1 << 3;
    private static final int WHOLE_TRADE = TRADE_ID | MAKER | SIZE | PRICE;
    private static final int CHANGES = 1 << 4;
    private static final int BIDS = 1 << 5;
    private static final int ASKS = 1 << 6;

    /** What a frame is about. */
    private enum Type {
        MATCH("match"),
        L2UPDATE("l2update"),
        HEARTBEAT("heartbeat"),
        SNAPSHOT("snapshot"),
        LAST_MATCH("last_match"),
        SUBSCRIPTIONS("subscriptions"),
        STATUS("status"),
        ERROR("error"),
        OTHER("");

        private static final Type[] ALL = values();
        private static final SymbolTable BY_NAME = new SymbolTable(); // not written to after this class is loaded

        static {
            for (final Type type : ALL) {
                BY_NAME.put(type.text, type.ordinal());
            }
        }

        private final String text;

        Type(String text) {
            this.text = text;
        }

        /** {@return what the string that was just read names} */
        static Type of(JsonReader json) {
            final int found = BY_NAME.get(json.stringBytes(), json.stringOffset(), json.stringLength());
            return found == SymbolTable.ABSENT ? OTHER : ALL[found];
        }

        boolean isOfProduct() {
            return ordinal() <= LAST_MATCH.ordinal();
        }
    }

    private final ProtocolSink sink;
    private final CoinbaseConnection connection;
    private final CoinbaseProducts products;
    private final CoinbaseAnswers answers;
    private final JsonReader frame = new JsonReader();
    private final JsonReader later = new JsonReader();
    private final CoinbaseNumbers numbers = new CoinbaseNumbers();
    private final CoinbaseLevels levels = new CoinbaseLevels();
    private final CoinbaseTrade trade = new CoinbaseTrade();

    // of the frame that is being read
    private Type type = Type.OTHER;
    private int seen;
    private @Nullable Anomaly levelFault;
    private long lastTradeId;
    private String message = "";
    private String reason = "";
    private int listOffset;
    private int listLength;

    CoinbaseExchangeReader(
            ProtocolSink sink, CoinbaseConnection connection, CoinbaseProducts products, CoinbaseAnswers answers) {
        this.sink = sink;
        this.connection = connection;
        this.products = products;
        this.answers = answers;
    }

    @Override
    public void read(byte[] buffer, int offset, int length) {
        begin();
        frame.wrap(buffer, offset, length);
        if (frame.peek() == JsonType.OBJECT) {
            frame.beginObject();
            for (int field = frame.nextField(FRAME);
                    field != JsonReader.END_OF_OBJECT;
                    field = frame.nextField(FRAME)) {
                readField(field);
            }
        }
        if (!frame.finish()) {
            connection.lose(Anomaly.MALFORMED, "a frame is not JSON: " + frame.describeError());
        } else if (type.isOfProduct()) {
            deliver();
        } else {
            readControl(buffer);
        }
    }

    private void begin() {
        type = Type.OTHER;
        seen = 0;
        levelFault = null;
        lastTradeId = -1;
        message = "";
        reason = "";
        listLength = 0;
        levels.clear();
        trade.clear();
        numbers.begin();
    }

    private void readField(int field) {
        switch (field) {
            case 0 -> type = isString() ? Type.of(frame) : Type.OTHER;
            case 1 -> {
                trade.id = CoinbaseNumbers.readId(frame);
                seen |= trade.id >= 0 ? TRADE_ID : 0;
            }
            case 2 -> seen |= isString() && trade.takeMaker(frame, BUY, SELL) ? MAKER : 0;
            case 3 -> {
                trade.readSize(frame);
                seen |= SIZE;
            }
            case 4 -> {
                trade.readPrice(frame);
                seen |= PRICE;
            }
            case 5 -> {
                if (isString()) {
                    trade.named = true;
                    trade.product = products.find(frame.stringBytes(), frame.stringOffset(), frame.stringLength());
                }
            }
            case 6 -> seen |= readLevels(SIDE_PRICE_SIZE, Side.BID) ? CHANGES : 0;
            case 7 -> trade.sequence = Math.max(0, CoinbaseNumbers.readId(frame));
            case 8 -> trade.timeNanos = numbers.readTime(frame);
            case 9 -> seen |= readLevels(PRICE_SIZE, Side.BID) ? BIDS : 0;
            case 10 -> seen |= readLevels(PRICE_SIZE, Side.ASK) ? ASKS : 0;
            case 11 -> lastTradeId = CoinbaseNumbers.readId(frame);
            case 12, 15 -> {
                frame.skipValue();
                listOffset = frame.valueOffset();
                listLength = frame.valueLength();
            }
            case 13 -> message = isString() ? frame.stringText() : "";
            case 14 -> reason = isString() ? frame.stringText() : "";
            default -> {} // skipped
        }
    }

    private boolean isString() {
        return frame.peek() == JsonType.STRING && frame.readString();
    }

    /** Reads rows of {@code [price,size]} of one side, or of {@code [side,price,size]}. */
    private boolean readLevels(int columns, Side side) {
        if (frame.peek() != JsonType.ARRAY) {
            return false;
        }
        frame.beginArray();
        while (frame.nextElement()) {
            levelFault = CoinbaseEvent.worse(levelFault, readLevel(columns, side));
        }
        return true;
    }

    private @Nullable Anomaly readLevel(int columns, Side given) {
        if (frame.peek() != JsonType.ARRAY) {
            return Anomaly.MALFORMED;
        }
        Anomaly fault = null;
        Side side = given;
        long price = 0;
        int priceScale = 0;
        long size = 0;
        int sizeScale = 0;
        int column = SIDE_PRICE_SIZE - columns;
        frame.beginArray();
        while (frame.nextElement()) {
            switch (column++) {
                case 0 -> {
                    final boolean said = isString();
                    side = said && frame.stringEquals(BUY) ? Side.BID : Side.ASK;
                    if (!said || side == Side.ASK && !frame.stringEquals(SELL)) {
                        fault = Anomaly.MALFORMED;
                    }
                }
                case 1 -> {
                    fault = CoinbaseEvent.worse(fault, CoinbaseNumbers.readAmount(frame));
                    price = frame.mantissa();
                    priceScale = frame.scale();
                }
                case 2 -> {
                    fault = CoinbaseEvent.worse(fault, CoinbaseNumbers.readAmount(frame));
                    size = frame.mantissa();
                    sizeScale = frame.scale();
                }
                default -> {} // more columns than we know: skipped
            }
        }
        levels.add(side, price, priceScale, size, sizeScale, 0);
        return column >= SIDE_PRICE_SIZE ? fault : Anomaly.MALFORMED;
    }

    private void deliver() {
        final CoinbaseProduct product = trade.product;
        if (product == null) {
            if (trade.named) {
                sink.unread(UnreadFrame.NOT_SUBSCRIBED, 0);
            } else {
                connection.lose(Anomaly.MALFORMED, "data of no product");
            }
            return;
        }
        switch (type) {
            case MATCH -> {
                checkTrade();
                product.trades.live(trade);
            }
            case LAST_MATCH -> {
                checkTrade();
                product.trades.past(trade);
                product.trades.settlePast();
            }
            case L2UPDATE -> deliverLevels(product, false, (seen & CHANGES) != 0);
            case SNAPSHOT -> deliverLevels(product, true, (seen & BIDS) != 0 && (seen & ASKS) != 0);
            case HEARTBEAT -> {
                sink.heartbeat();
                product.book.heartbeat();
                if (lastTradeId >= 0) {
                    product.trades.heartbeat(lastTradeId);
                }
            }
            default -> throw new AssertionError(type);
        }
    }

    private void checkTrade() {
        if ((seen & WHOLE_TRADE) != WHOLE_TRADE) {
            trade.fault = Anomaly.MALFORMED;
        }
    }

    private void deliverLevels(CoinbaseProduct product, boolean snapshot, boolean complete) {
        final Anomaly fault = complete ? levelFault : Anomaly.MALFORMED;
        product.book.apply(levels, 0, levels.count(), snapshot, fault, trade.timeNanos, 0);
    }

    /** Everything that is not a product's data: cold path. */
    private void readControl(byte[] buffer) {
        if (type == Type.ERROR) {
            refused();
            return;
        }
        if (type != Type.SUBSCRIPTIONS && type != Type.STATUS) {
            sink.unread(UnreadFrame.UNKNOWN_TYPE, 0);
            return;
        }
        if (listLength == 0) {
            sink.unread(UnreadFrame.MALFORMED, 0);
            return;
        }
        later.wrap(buffer, listOffset, listLength);
        if (type == Type.STATUS) {
            answers.readStatus(later);
        } else {
            answers.beginReport();
            readChannels();
            answers.endReport();
        }
    }

    private void readChannels() {
        if (later.peek() != JsonType.ARRAY) {
            return;
        }
        later.beginArray();
        while (later.nextElement()) {
            if (later.peek() == JsonType.OBJECT) {
                readChannel();
            }
        }
    }

    /** The name may stand behind the products. */
    private void readChannel() {
        CoinbaseStream.Kind kind = null;
        int offset = 0;
        int length = 0;
        later.beginObject();
        while (later.nextField()) {
            switch (later.field(CHANNEL)) {
                case 0 -> {
                    if (later.peek() == JsonType.STRING && later.readString()) {
                        kind = kindOfString();
                    }
                }
                case 1 -> {
                    later.skipValue();
                    offset = later.valueOffset();
                    length = later.valueLength();
                }
                default -> {} // skipped
            }
        }
        if (kind != null && length > 0) {
            frame.wrap(later.buffer(), offset, length); // the frame itself has been read to its end
            answers.readListed(frame, kind);
        }
    }

    private CoinbaseStream.@Nullable Kind kindOfString() {
        if (later.stringEquals(BOOK_CHANNEL) || later.stringEquals(BOOK_CHANNEL_ASKED)) {
            return CoinbaseStream.Kind.BOOK;
        }
        return later.stringEquals(TRADES_CHANNEL) ? CoinbaseStream.Kind.TRADES : null;
    }

    /** {@code X is not a valid product} and {@code X is delisted} name the product; others name nothing. */
    private void refused() {
        if (message.contains(SENDING_TOO_MUCH) || reason.contains(SENDING_TOO_MUCH)) {
            sink.rateLimited(SENDING_TOO_MUCH);
            return;
        }
        final String text = reason.isEmpty() ? message : message + ": " + reason;
        final int end = reason.indexOf(" is ");
        final CoinbaseProduct product = end > 0 ? products.find(reason.substring(0, end)) : null;
        if (product != null && (reason.endsWith("is not a valid product") || reason.endsWith("is delisted"))) {
            answers.refusedForGood(product, text);
        } else {
            answers.refused(text, null);
        }
    }
}
