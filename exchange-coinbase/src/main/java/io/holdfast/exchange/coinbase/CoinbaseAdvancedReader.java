package io.holdfast.exchange.coinbase;

import io.holdfast.codec.FieldNames;
import io.holdfast.codec.JsonReader;
import io.holdfast.codec.JsonType;
import io.holdfast.codec.SymbolTable;
import io.holdfast.exchange.Anomaly;
import io.holdfast.exchange.ProtocolSink;
import io.holdfast.exchange.UnreadFrame;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Frames of Advanced Trade: {@code {"channel":…,"timestamp":…,"sequence_num":…,"events":[…]}}, and errors, which have
 * neither channel nor number.
 *
 * <p>{@code sequence_num} numbers the frames of the connection from 0, over all channels, acknowledgements and
 * heartbeats among them (the documentation says "per product", the wire says otherwise). A number beyond the next one, and
 * any frame that cannot be read, may have been data of any product: the connection is given up. A number that was seen is
 * a repeat, and not read again, a heartbeat neither. Numbers that begin again at 0 are another numbering, and a loss.
 */
final class CoinbaseAdvancedReader implements CoinbaseReader {

    private static final FieldNames FRAME =
            FieldNames.of("channel", "client_id", "timestamp", "sequence_num", "events", "type", "message");
    private static final int CHANNEL = 0;
    private static final int TIMESTAMP = 2;
    private static final int SEQUENCE = 3;
    private static final int EVENTS = 4;
    private static final int TYPE = 5;
    private static final int MESSAGE = 6;

    private static final FieldNames EVENT = FieldNames.of("subscriptions", "products");
    private static final FieldNames LISTED = FieldNames.of("level2", "market_trades");

    private static final byte[] ERROR = "error".getBytes(StandardCharsets.US_ASCII);
    private static final String TOO_MANY_BOOKS = "L2 streams";
    /** Undocumented; no request is refused by it, one that was dropped stays unanswered. */
    private static final String RATE_LIMIT = "rate limit";

    /** What a frame is about. */
    private enum Content {
        LEVELS("l2_data"),
        TRADES("market_trades"),
        HEARTBEATS("heartbeats"),
        SUBSCRIPTIONS("subscriptions"),
        STATUS("status"),
        /** A channel that we do not ask for. */
        OTHER(""),
        /** No channel was named. */
        NONE("");

        private static final Content[] ALL = values();
        private static final SymbolTable BY_CHANNEL = new SymbolTable(); // not written to after this class is loaded

        static {
            for (final Content content : ALL) {
                if (!content.channel.isEmpty()) {
                    BY_CHANNEL.put(content.channel, content.ordinal());
                }
            }
        }

        private final String channel;

        Content(String channel) {
            this.channel = channel;
        }

        /** {@return what the string that was just read names} */
        static Content of(JsonReader json) {
            final int found = BY_CHANNEL.get(json.stringBytes(), json.stringOffset(), json.stringLength());
            return found == SymbolTable.ABSENT ? OTHER : ALL[found];
        }

        boolean isData() {
            return this == LEVELS || this == TRADES;
        }
    }

    private final ProtocolSink sink;
    private final CoinbaseConnection connection;
    private final CoinbaseProducts products;
    private final CoinbaseAnswers answers;
    private final JsonReader frame = new JsonReader();
    private final JsonReader later = new JsonReader();
    private final CoinbaseNumbers numbers = new CoinbaseNumbers();
    private final CoinbaseAdvancedEvents events;
    private final CoinbaseLevelScan scan = new CoinbaseLevelScan();
    private final boolean scanning;

    private long lastSequence = -1;

    // of the frame that is being read
    private Content content = Content.NONE;
    /** What the events were taken for. */
    private Content readAs = Content.NONE;

    private boolean numbered;
    private long sequence;
    private long timeNanos;
    private boolean error;
    private String message = "";
    private int eventsOffset;
    private int eventsLength;

    /** @param scanning whether the usual frames may be read the fast way, which a test compares with the general one */
    CoinbaseAdvancedReader(
            ProtocolSink sink,
            CoinbaseConnection connection,
            CoinbaseProducts products,
            CoinbaseAnswers answers,
            boolean scanning) {
        this.scanning = scanning;
        this.sink = sink;
        this.connection = connection;
        this.products = products;
        this.answers = answers;
        this.events = new CoinbaseAdvancedEvents(products, numbers);
    }

    @Override
    public void read(byte[] buffer, int offset, int length) {
        begin();
        if (scanning && scan.read(buffer, offset, length, events.levels)) {
            content = Content.LEVELS;
            numbered = true;
            sequence = scan.sequence();
            if (isNext()) {
                deliverScanned();
            }
            return;
        }
        events.begin();
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
        } else if (isNext()) {
            act(buffer);
        }
    }

    private void begin() {
        content = Content.NONE;
        readAs = Content.NONE;
        numbered = false;
        timeNanos = 0;
        error = false;
        message = "";
        eventsLength = 0;
        numbers.begin();
        events.begin();
    }

    private void deliverScanned() {
        final CoinbaseProduct product = scan.product(products);
        if (product == null) {
            sink.unread(UnreadFrame.NOT_SUBSCRIBED, 0);
            return;
        }
        final CoinbaseLevels levels = events.levels;
        product.book.apply(levels, 0, levels.count(), scan.isSnapshot(), null, scan.timestampNanos(), sequence);
    }

    private void readField(int field) {
        switch (field) {
            case CHANNEL -> {
                if (frame.peek() == JsonType.STRING && frame.readString()) {
                    content = Content.of(frame);
                }
            }
            case TIMESTAMP -> timeNanos = numbers.readTime(frame);
            case SEQUENCE -> {
                if (frame.peek() == JsonType.NUMBER) {
                    sequence = frame.readLong();
                    numbered = true;
                }
            }
            case EVENTS -> {
                readAs = content;
                if (content.isData()) {
                    events.read(frame, content == Content.LEVELS);
                } else {
                    frame.skipValue();
                    eventsOffset = frame.valueOffset();
                    eventsLength = frame.valueLength();
                }
            }
            case TYPE -> error = frame.peek() == JsonType.STRING && frame.readString() && frame.stringEquals(ERROR);
            case MESSAGE -> {
                if (frame.peek() == JsonType.STRING && frame.readString()) {
                    message = frame.stringText();
                }
            }
            default -> {} // skipped
        }
    }

    /** {@return whether the frame has the next number, or needs none} Else it is a repeat, or the connection is lost. */
    private boolean isNext() {
        if (!numbered) {
            if (content == Content.NONE || content == Content.OTHER) {
                return true;
            }
            connection.lose(Anomaly.MALFORMED, "a frame without sequence_num");
            return false;
        }
        if (sequence >= 0 && sequence <= lastSequence && (sequence > 0 || lastSequence == 0)) {
            sink.unread(UnreadFrame.REPEATED, 0);
            return false;
        }
        if (sequence != lastSequence + 1) {
            connection.lose(Anomaly.SEQUENCE_GAP, "sequence_num " + sequence + " after " + lastSequence);
            return false;
        }
        lastSequence = sequence;
        return true;
    }

    private void act(byte[] buffer) {
        if (content != readAs && readAs.isData()) {
            connection.lose(Anomaly.MALFORMED, "a frame of two channels");
            return;
        }
        switch (content) {
            case LEVELS, TRADES -> {
                if (readAs != content) { // the channel was named behind the events
                    later.wrap(buffer, eventsOffset, eventsLength);
                    numbers.begin();
                    events.read(later, content == Content.LEVELS);
                }
                if (!events.isUsable()) {
                    connection.lose(Anomaly.MALFORMED, "a frame of data without a list of events");
                } else {
                    deliver();
                }
            }
            case HEARTBEATS -> beat();
            case SUBSCRIPTIONS -> {
                answers.beginReport();
                readControl(buffer);
                answers.endReport();
            }
            case STATUS -> readControl(buffer);
            case NONE -> readUnnamed();
            case OTHER -> sink.unread(UnreadFrame.UNKNOWN_TYPE, 0);
            default -> throw new AssertionError(content);
        }
    }

    /** A message without a channel: an error, or something new. */
    private void readUnnamed() {
        if (!error) {
            sink.unread(UnreadFrame.UNKNOWN_TYPE, 0);
        } else if (message.toLowerCase(Locale.ROOT).contains(RATE_LIMIT)) {
            sink.rateLimited(RATE_LIMIT);
        } else {
            answers.refused(message, message.contains(TOO_MANY_BOOKS) ? CoinbaseStream.Kind.BOOK : null);
        }
    }

    private void deliver() {
        for (int i = 0; i < events.count() && !connection.isLost(); i++) {
            final CoinbaseEvent event = events.event(i);
            if (content == Content.LEVELS) {
                deliverLevels(event);
            } else if (event.fault != null) {
                connection.lose(event.fault, "trades that are not what is documented");
            } else {
                deliverTrades(event);
            }
        }
    }

    private void deliverLevels(CoinbaseEvent event) {
        final CoinbaseProduct product = event.product;
        if (product != null) {
            product.book.apply(events.levels, event.from, event.to, event.snapshot, event.fault, timeNanos, sequence);
        } else if (event.named) {
            sink.unread(UnreadFrame.NOT_SUBSCRIBED, 0);
        } else {
            connection.lose(Anomaly.MALFORMED, "levels of no product");
        }
    }

    private void deliverTrades(CoinbaseEvent event) {
        for (int row = event.from; row < event.to && !connection.isLost(); row++) {
            final CoinbaseTrade trade = events.trade(row);
            final CoinbaseProduct product = trade.product;
            if (product == null) {
                if (trade.named) {
                    sink.unread(UnreadFrame.NOT_SUBSCRIBED, 0);
                } else {
                    connection.lose(Anomaly.MALFORMED, "a trade of no product");
                }
            } else if (event.snapshot) {
                product.trades.past(trade);
            } else {
                product.trades.live(trade);
            }
        }
        for (int row = event.from; event.snapshot && row < event.to; row++) {
            final CoinbaseProduct product = events.trade(row).product;
            if (product != null) {
                product.trades.settlePast();
            }
        }
    }

    private void beat() {
        sink.heartbeat();
        for (int place = 0; place < products.places(); place++) {
            final CoinbaseProduct product = products.at(place);
            if (product != null) {
                product.book.heartbeat();
                product.book.stream.rejectIfMissing();
                product.trades.stream.rejectIfMissing();
            }
        }
    }

    /** The events of an acknowledgement or of a status: cold path. */
    private void readControl(byte[] buffer) {
        later.wrap(buffer, eventsOffset, eventsLength);
        if (later.peek() != JsonType.ARRAY) {
            sink.unread(UnreadFrame.MALFORMED, 0);
            return;
        }
        later.beginArray();
        while (later.nextElement()) {
            if (later.peek() != JsonType.OBJECT) {
                continue;
            }
            later.beginObject();
            for (int field = later.nextField(EVENT);
                    field != JsonReader.END_OF_OBJECT;
                    field = later.nextField(EVENT)) {
                if (field == 0 && content == Content.SUBSCRIPTIONS && later.peek() == JsonType.OBJECT) {
                    readListed();
                } else if (field == 1 && content == Content.STATUS) {
                    answers.readStatus(later);
                }
            }
        }
    }

    private void readListed() {
        later.beginObject();
        while (later.nextField()) {
            switch (later.field(LISTED)) {
                case 0 -> answers.readListed(later, CoinbaseStream.Kind.BOOK);
                case 1 -> answers.readListed(later, CoinbaseStream.Kind.TRADES);
                default -> {} // heartbeats and others that we do not follow
            }
        }
    }
}
