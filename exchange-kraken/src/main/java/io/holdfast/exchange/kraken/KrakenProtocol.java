package io.holdfast.exchange.kraken;

import io.holdfast.codec.FieldNames;
import io.holdfast.codec.JsonReader;
import io.holdfast.codec.JsonType;
import io.holdfast.exchange.Anomaly;
import io.holdfast.exchange.ExchangeProtocol;
import io.holdfast.exchange.Outbound;
import io.holdfast.exchange.ProtocolSink;
import io.holdfast.exchange.UnreadFrame;
import io.holdfast.exchange.WireSubscription;
import io.holdfast.market.Channel;
import io.holdfast.transport.FrameKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Kraken's WebSocket v2: {@code {"channel":C,"type":T,"data":[…]}} for data, frames with a {@code method} or an
 * {@code error} for answers.
 *
 * <p>A frame is read in one pass and acted on only when all of it was sound.
 */
final class KrakenProtocol implements ExchangeProtocol {

    private static final FieldNames FRAME = FieldNames.of(
            "channel",
            "type",
            "data",
            "method",
            "result",
            "success",
            "error",
            "req_id",
            "symbol",
            "Error",
            "errorMessage");
    private static final int CHANNEL = 0;
    private static final int TYPE = 1;
    private static final int DATA = 2;
    private static final int METHOD = 3;
    private static final int RESULT = 4;
    private static final int SUCCESS = 5;
    private static final int ERROR = 6;
    private static final int REQUEST_ID = 7;
    private static final int SYMBOL = 8;
    private static final int CAPITAL_ERROR = 9;
    private static final int ERROR_MESSAGE = 10;

    private static final byte[] BOOK = bytes("book");
    private static final byte[] TICKER = bytes("ticker");
    private static final byte[] TRADE = bytes("trade");
    private static final byte[] HEARTBEAT = bytes("heartbeat");
    private static final byte[] STATUS = bytes("status");
    private static final byte[] INSTRUMENT = bytes(KrakenRequests.INSTRUMENT);
    private static final byte[] SNAPSHOT = bytes("snapshot");
    private static final byte[] UPDATE = bytes("update");

    private static final String BROKEN = "not the documented JSON";

    private final ProtocolSink sink;
    private final int depth;
    private final KrakenStreams streams;
    private final KrakenAnswers answers;
    private final KrakenDelivery delivery;
    private final JsonReader frame = new JsonReader();
    private final JsonReader later = new JsonReader();
    private final KrakenPayload payload = new KrakenPayload();
    private final KrakenUsualBook usualBook = new KrakenUsualBook(payload);
    private final KrakenUsualTicker usualTicker = new KrakenUsualTicker(payload);

    // the frame that is being read
    private @Nullable Channel channel;
    private boolean heartbeat;
    private boolean status;
    private boolean instruments;
    private boolean snapshot;
    private boolean update;
    private boolean answer;
    /** As what the data was read; null if it stood before its channel's name. */
    private @Nullable Channel readAs;

    private boolean data;
    private int dataOffset;
    private int dataLength;

    KrakenProtocol(ProtocolSink sink, int depth) {
        this.sink = sink;
        this.depth = depth;
        this.streams = new KrakenStreams(depth);
        this.answers = new KrakenAnswers(sink, streams);
        this.delivery = new KrakenDelivery(sink);
    }

    /** Asks to be told of changes to instruments; the list itself is known, and would be a megabyte. */
    @Override
    public void onOpened(Outbound out) {
        out.sendText(KrakenRequests.instruments(answers.nextId()));
    }

    @Override
    public int subscribe(List<WireSubscription> pending, Outbound out) {
        final List<WireSubscription> batch = KrakenRequests.batch(pending);
        final List<KrakenStream> about = new ArrayList<>(batch.size());
        for (final WireSubscription subscription : batch) {
            final KrakenStream stream = streams.expect(subscription);
            stream.barred = answers.isEnding(stream.channel(), subscription.symbol());
            about.add(stream);
        }
        out.sendText(KrakenRequests.subscribe(batch, depth, answers.expect(true, about)));
        return batch.size();
    }

    @Override
    public int unsubscribe(List<WireSubscription> pending, Outbound out) {
        final List<WireSubscription> batch = KrakenRequests.batch(pending);
        final List<KrakenStream> about = new ArrayList<>(batch.size());
        for (final WireSubscription subscription : batch) {
            about.add(streams.release(subscription));
        }
        out.sendText(KrakenRequests.unsubscribe(batch, depth, answers.expect(false, about)));
        return batch.size();
    }

    /**
     * A book needs its snapshot, and subscribing again to what is subscribed is refused: the engine ends the
     * subscription and makes it anew. The next ticker is whole by itself, and trades go on from the next one.
     */
    @Override
    public boolean resync(WireSubscription subscription, Outbound out) {
        return subscription.channel() != Channel.BOOK;
    }

    @Override
    public void sendApplicationPing(Outbound out) {
        out.sendText(KrakenRequests.ping(answers.nextId()));
    }

    @Override
    public void onFrame(FrameKind kind, byte[] buffer, int offset, int length) {
        if (kind != FrameKind.TEXT) {
            sink.unread(UnreadFrame.WRONG_KIND, 0);
            return;
        }
        if (usualBook.read(buffer, offset, length, streams.symbols(Channel.BOOK))) {
            snapshot = usualBook.isSnapshot();
            update = !snapshot;
            deliverData(Channel.BOOK, true);
        } else if (usualTicker.read(buffer, offset, length, streams.symbols(Channel.TOP_OF_BOOK))) {
            snapshot = usualTicker.isSnapshot();
            update = !snapshot;
            deliverData(Channel.TOP_OF_BOOK, true);
        } else {
            readFrame(buffer, offset, length);
        }
    }

    private void readFrame(byte[] buffer, int offset, int length) {
        frame.wrap(buffer, offset, length);
        if (frame.peek() != JsonType.OBJECT) {
            sink.unread(UnreadFrame.MALFORMED, 0);
            return;
        }
        begin();
        frame.beginObject();
        while (frame.nextField()) {
            readField();
        }
        if (!frame.finish()) {
            refuseBroken();
        } else if (data) {
            deliver(buffer);
        } else if (answer) {
            answers.end();
        } else if (heartbeat) {
            sink.heartbeat();
        } else {
            sink.unread(UnreadFrame.UNKNOWN_TYPE, 0);
        }
    }

    /** Only data frames have data; what else stands in one is of no account. */
    private void deliver(byte[] buffer) {
        if (readAs != null) {
            deliverData(readAs, true);
            return;
        }
        later.wrap(buffer, dataOffset, dataLength);
        if (channel != null) {
            payload.read(later, channel, streams.symbols(channel));
            deliverData(channel, !later.failed());
        } else if (status) {
            deliverStatus();
        } else if (instruments) {
            deliverInstruments();
        } else {
            sink.unread(UnreadFrame.UNKNOWN_TYPE, 0);
        }
    }

    private void begin() {
        channel = null;
        heartbeat = false;
        status = false;
        instruments = false;
        snapshot = false;
        update = false;
        answer = false;
        data = false;
        readAs = null;
        payload.clear();
    }

    private void readField() {
        switch (frame.field(FRAME)) {
            case CHANNEL -> readChannel();
            case TYPE -> {
                frame.readString();
                snapshot = frame.stringEquals(SNAPSHOT);
                update = frame.stringEquals(UPDATE);
            }
            case DATA -> readData();
            case METHOD -> answer().readMethod(frame);
            case RESULT -> answer().readResult(frame);
            case SUCCESS -> answer().readSuccess(frame);
            case ERROR, CAPITAL_ERROR, ERROR_MESSAGE -> answer().readError(frame);
            case REQUEST_ID -> answer().readId(frame);
            case SYMBOL -> answer().readSymbol(frame);
            default -> frame.skipValue();
        }
    }

    private void readChannel() {
        frame.readString();
        heartbeat = frame.stringEquals(HEARTBEAT);
        status = frame.stringEquals(STATUS);
        instruments = frame.stringEquals(INSTRUMENT);
        if (frame.stringEquals(BOOK)) {
            channel = Channel.BOOK;
        } else if (frame.stringEquals(TICKER)) {
            channel = Channel.TOP_OF_BOOK;
        } else {
            channel = frame.stringEquals(TRADE) ? Channel.TRADES : null;
        }
    }

    /** Data that stands before its channel's name cannot be understood yet: its place is noted. */
    private void readData() {
        data = true;
        readAs = channel;
        if (channel != null) {
            payload.read(frame, channel, streams.symbols(channel));
        } else {
            frame.skipValue();
            dataOffset = frame.valueOffset();
            dataLength = frame.valueLength();
        }
    }

    private KrakenAnswers answer() {
        if (!answer) {
            answer = true;
            answers.begin();
        }
        return answers;
    }

    /** A broken frame may have been data: of the streams that it names; if it names none, of any on its channel. */
    private void refuseBroken() {
        boolean known = false;
        for (int i = 0; i < payload.count(); i++) {
            final KrakenStream stream = streams.byId(payload.element(i).id);
            if (stream != null && !stream.barred) {
                known = true;
                delivery.spoil(stream, update, Anomaly.MALFORMED, BROKEN);
            }
        }
        if (known) {
            return;
        }
        sink.unread(UnreadFrame.MALFORMED, frame.errorOffset());
        for (int id = 0; channel != null && id < streams.idsEnd(); id++) {
            final KrakenStream stream = streams.byId(id);
            if (stream != null && stream.channel() == channel && !stream.barred) {
                delivery.spoil(stream, update, Anomaly.MALFORMED, BROKEN);
            }
        }
    }

    private void deliverData(Channel ofChannel, boolean readWhole) {
        final boolean sound = readWhole && (snapshot || update);
        if (!sound && payload.count() == 0) {
            sink.unread(UnreadFrame.MALFORMED, 0);
        }
        for (int i = 0; i < payload.count(); i++) {
            final KrakenPayload.Element element = payload.element(i);
            final KrakenStream stream = streams.byId(element.id);
            if (stream == null || stream.barred) {
                sink.unread(UnreadFrame.NOT_SUBSCRIBED, 0);
            } else if (element.malformed || !sound) {
                delivery.spoil(stream, update, Anomaly.MALFORMED, "a field is missing or not what it should be");
            } else if (element.misfit) {
                delivery.spoil(stream, update, Anomaly.NUMBER_OUT_OF_RANGE, "a price or size does not fit");
            } else {
                switch (ofChannel) {
                    case TOP_OF_BOOK -> delivery.topOfBook(stream, element);
                    case TRADES -> delivery.trade(stream, element, snapshot);
                    case BOOK -> delivery.book(stream, element, payload.levels(), snapshot);
                }
            }
        }
    }

    private void deliverStatus() {
        final KrakenStatus said = KrakenStatus.read(later);
        if (later.failed() || !said.isComplete()) {
            sink.unread(UnreadFrame.MALFORMED, later.errorOffset());
        } else {
            sink.exchangeStatus(said.status(), said.detail());
        }
    }

    /** What the list of instruments said at the start has changed for some of them. */
    private void deliverInstruments() {
        final List<KrakenPair> pairs = KrakenSymbols.readPairs(later);
        if (later.failed()) {
            sink.unread(UnreadFrame.MALFORMED, later.errorOffset());
            return;
        }
        for (final KrakenPair pair : pairs) {
            for (final Channel ofChannel : Channel.values()) {
                final KrakenStream stream = streams.find(ofChannel, pair.symbol());
                if (stream != null) {
                    stream.relisted(pair);
                    sink.instrumentStatus(stream.id(), pair.status(), pair.statusText());
                }
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
