package io.holdfast.exchange.binance;

import io.holdfast.codec.FieldNames;
import io.holdfast.codec.JsonReader;
import io.holdfast.codec.JsonType;
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
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Binance's combined streams: {@code {"stream":NAME,"data":{…}}} for data, anything else at the top level for control.
 *
 * <p>Data is taken at its stream's word: the name says which subscription it is, the payload's symbol must agree.
 */
final class BinanceProtocol implements ExchangeProtocol {

    private static final FieldNames FRAME =
            FieldNames.of("stream", "data", "result", "error", "code", "msg", "id", "e");
    private static final int STREAM = 0;
    private static final int DATA = 1;
    private static final int RESULT = 2;
    private static final int ERROR = 3;
    private static final int CODE = 4;
    private static final int MESSAGE = 5;
    private static final int ID = 6;
    private static final int EVENT = 7;

    private static final byte[] SERVER_SHUTDOWN_STREAM = "!serverShutdown".getBytes(StandardCharsets.UTF_8);
    private static final byte[] SERVER_SHUTDOWN = "serverShutdown".getBytes(StandardCharsets.UTF_8);

    private final ProtocolSink sink;
    private final BinanceAnswers answers;
    private final SymbolTable streams = new SymbolTable();
    private final JsonReader frame = new JsonReader();
    private final JsonReader later = new JsonReader();
    private final BinancePayload payload = new BinancePayload();
    private final BinanceDepth depth = new BinanceDepth();
    private final BinanceUsualFrame usual = new BinanceUsualFrame();
    private final BinanceSnapshots snapshots;
    private final int snapshotLimit;
    private final boolean readsUsual;

    /** By subscription id; null where the id is not subscribed. */
    private @Nullable Stream[] byId = new Stream[16];

    private List<WireSubscription> inUrl = List.of();

    BinanceProtocol(ProtocolSink sink) {
        this(sink, BinanceRequests.SNAPSHOT_LIMIT, true);
    }

    /**
     * @param snapshotLimit levels of each side that a snapshot of a book shows
     * @param readsUsual    whether the usual frames may be read the fast way, which a test compares with the general one
     */
    BinanceProtocol(ProtocolSink sink, int snapshotLimit, boolean readsUsual) {
        this.sink = sink;
        this.readsUsual = readsUsual;
        this.snapshotLimit = snapshotLimit;
        this.answers = new BinanceAnswers(sink, this::streamRuns);
        this.snapshots = new BinanceSnapshots(sink);
    }

    @Override
    public UpgradeTarget upgradeTarget(List<WireSubscription> wanted) {
        final UpgradeTarget target = BinanceRequests.upgradeTarget(wanted);
        inUrl = List.copyOf(wanted.subList(0, target.included()));
        inUrl.forEach(this::expect);
        return target;
    }

    /** A stream in the URL has no acknowledgement of its own: the upgrade is it. */
    @Override
    public void onOpened(Outbound out) {
        for (final WireSubscription subscription : inUrl) {
            sink.acknowledged(subscription.id());
            streamRuns(subscription.id());
        }
    }

    @Override
    public int subscribe(List<WireSubscription> pending, Outbound out) {
        final List<WireSubscription> batch = pending.subList(0, BinanceRequests.fitting(pending));
        batch.forEach(this::expect);
        out.sendText(BinanceRequests.request("SUBSCRIBE", batch, answers.expectFor(batch)));
        return batch.size();
    }

    @Override
    public int unsubscribe(List<WireSubscription> pending, Outbound out) {
        final List<WireSubscription> batch = pending.subList(0, BinanceRequests.fitting(pending));
        for (final WireSubscription subscription : batch) {
            streams.remove(BinanceRequests.streamName(subscription));
            byId[subscription.id()] = null;
        }
        out.sendText(BinanceRequests.request("UNSUBSCRIBE", batch, answers.expectFor(List.of())));
        return batch.size();
    }

    /** The next top of book is whole by itself, and trades go on from the next one: only a book needs mending. */
    @Override
    public boolean resync(WireSubscription subscription, Outbound out) {
        final BinanceBookSync book = bookOf(subscription.id());
        if (book != null) {
            book.resync();
        }
        return true;
    }

    @Override
    public void onResource(int id, int status, byte[] body) {
        final BinanceBookSync asked = snapshots.answered(id);
        if (asked != null && asked == bookOf(id)) { // else the subscription has gone, or another has its id
            asked.onSnapshot(status, body, later, depth);
        }
    }

    @Override
    public void onFrame(FrameKind kind, byte[] buffer, int offset, int length) {
        if (kind != FrameKind.TEXT) {
            sink.unread(UnreadFrame.WRONG_KIND, 0);
            return;
        }
        if (readsUsual && deliverUsual(buffer, offset, length)) {
            return;
        }
        frame.wrap(buffer, offset, length);
        if (frame.peek() != JsonType.OBJECT) {
            sink.unread(UnreadFrame.MALFORMED, 0);
            return;
        }
        readFrame(buffer);
    }

    /** {@return false if the frame is to be read the general way; nothing of it has been acted on then} */
    private boolean deliverUsual(byte[] buffer, int offset, int length) {
        final int id = usual.streamOf(buffer, offset, length, streams);
        final Stream stream = streamOf(id);
        if (stream == null || stream.isRefused()) {
            return false;
        }
        final BinanceBookSync book = stream.book;
        if (book != null) {
            final boolean read = usual.readDepth(depth, stream.symbol);
            if (read) {
                book.onEvent(depth);
            }
            return read;
        }
        if (stream.subscription.channel() == Channel.TOP_OF_BOOK) {
            final boolean read = usual.readTicker(payload, stream.symbol);
            if (read) {
                deliverTopOfBook(id, stream);
            }
            return read;
        }
        final boolean read = usual.readTrade(payload, stream.symbol);
        if (read) {
            deliverTrade(id, stream);
        }
        return read;
    }

    private void readFrame(byte[] buffer) {
        int id = SymbolTable.ABSENT;
        int payloadOf = SymbolTable.ABSENT;
        boolean streamSeen = false;
        boolean shutdown = false;
        boolean control = false;
        int dataOffset = 0;
        int dataLength = 0;
        answers.begin();
        frame.beginObject();
        while (frame.nextField()) {
            switch (frame.field(FRAME)) {
                case STREAM -> {
                    streamSeen = frame.readString();
                    shutdown |= frame.stringEquals(SERVER_SHUTDOWN_STREAM);
                    id = streams.get(frame.stringBytes(), frame.stringOffset(), frame.stringLength());
                }
                case DATA -> {
                    final Stream stream = streamOf(id);
                    if (stream != null && frame.peek() == JsonType.OBJECT) {
                        readPayload(frame, stream);
                        payloadOf = id;
                    } else {
                        payloadOf = SymbolTable.ABSENT;
                        frame.skipValue();
                        dataOffset = frame.valueOffset();
                        dataLength = frame.valueLength();
                    }
                }
                case RESULT -> {
                    control = true;
                    answers.readResult(frame);
                }
                case ERROR -> {
                    control = true;
                    answers.readError(frame);
                }
                case CODE -> {
                    control = true;
                    answers.readCode(frame);
                }
                case MESSAGE -> answers.readMessage(frame);
                case ID -> answers.readId(frame);
                case EVENT ->
                    shutdown |= frame.peek() == JsonType.STRING
                            && frame.readString()
                            && frame.stringEquals(SERVER_SHUTDOWN);
                default -> frame.skipValue();
            }
        }
        if (!frame.finish()) {
            refuseBroken(id);
        } else if (shutdown) {
            sink.shutdownAnnounced("serverShutdown");
        } else if (streamSeen) {
            deliver(id, payloadOf == id, buffer, dataOffset, dataLength);
        } else if (control) {
            answers.end();
        } else {
            sink.unread(UnreadFrame.UNKNOWN_TYPE, 0);
        }
    }

    /** A broken frame of a known stream may have been data: its epoch ends. */
    private void refuseBroken(int id) {
        if (streamOf(id) == null) {
            sink.unread(UnreadFrame.MALFORMED, frame.errorOffset());
        } else {
            lost(id, Anomaly.MALFORMED, "not the documented JSON");
        }
    }

    private void readPayload(JsonReader json, Stream stream) {
        if (stream.book != null) {
            depth.readEvent(json, stream.symbol);
        } else {
            payload.read(json, stream.subscription.channel(), stream.symbol);
        }
    }

    private void deliver(int id, boolean payloadRead, byte[] buffer, int dataOffset, int dataLength) {
        final Stream stream = streamOf(id);
        if (stream == null || stream.isRefused()) {
            sink.unread(UnreadFrame.NOT_SUBSCRIBED, 0);
            return;
        }
        if (!payloadRead) { // "data" stood before "stream", or is no object
            later.wrap(buffer, dataOffset, dataLength);
            readPayload(later, stream);
        }
        final BinanceBookSync book = stream.book;
        if (book != null ? depth.misfits() : payload.misfits()) {
            lost(id, Anomaly.NUMBER_OUT_OF_RANGE, "a price or size does not fit");
        } else if (book != null ? !depth.isComplete() : !payload.isComplete()) {
            lost(id, Anomaly.MALFORMED, "a field is missing, of another type, or of another symbol");
        } else if (book != null) {
            book.onEvent(depth);
        } else if (stream.subscription.channel() == Channel.TOP_OF_BOOK) {
            deliverTopOfBook(id, stream);
        } else {
            deliverTrade(id, stream);
        }
    }

    /** A message of this stream could not be taken. */
    private void lost(int id, Anomaly anomaly, String detail) {
        final BinanceBookSync book = bookOf(id);
        if (book != null) {
            book.eventLost();
        }
        sink.anomaly(id, anomaly, detail);
    }

    /** Update ids of {@code bookTicker} rise, but not one by one: an older one is a repeat, a hole says nothing. */
    private void deliverTopOfBook(int id, Stream stream) {
        if (payload.sequence <= stream.lastSequence) {
            sink.unread(UnreadFrame.REPEATED, 0);
            return;
        }
        stream.lastSequence = payload.sequence;
        sink.topOfBook(
                id,
                0, // bookTicker carries no time
                payload.sequence,
                payload.bidPrice,
                payload.bidPriceScale,
                payload.bidSize,
                payload.bidSizeScale,
                payload.askPrice,
                payload.askPriceScale,
                payload.askSize,
                payload.askSizeScale);
    }

    /** Trade ids are consecutive for each symbol: a hole is a loss. */
    private void deliverTrade(int id, Stream stream) {
        if (payload.sequence <= stream.lastSequence) {
            sink.unread(UnreadFrame.REPEATED, 0);
            return;
        }
        if (stream.lastSequence != Stream.NONE && payload.sequence != stream.lastSequence + 1) {
            sink.anomaly(id, Anomaly.SEQUENCE_GAP, "trade ids skip");
        }
        stream.lastSequence = payload.sequence;
        sink.trade(
                id,
                payload.timeNanos,
                payload.sequence,
                payload.buyerIsMaker ? Side.ASK : Side.BID,
                payload.bidPrice,
                payload.bidPriceScale,
                payload.bidSize,
                payload.bidSizeScale);
    }

    private void expect(WireSubscription subscription) {
        final int id = subscription.id();
        if (id >= byId.length) {
            byId = Arrays.copyOf(byId, Math.max(id + 1, byId.length * 2));
        }
        final Stream known = byId[id];
        if (known == null || known.isRefused() || !known.subscription.equals(subscription)) {
            byId[id] = new Stream(subscription, newBook(subscription));
        }
        streams.put(BinanceRequests.streamName(subscription), id);
    }

    private @Nullable BinanceBookSync newBook(WireSubscription subscription) {
        return subscription.channel() == Channel.BOOK
                ? new BinanceBookSync(sink, snapshots, subscription.id(), subscription.symbol(), snapshotLimit)
                : null;
    }

    private void streamRuns(int id) {
        final BinanceBookSync book = bookOf(id);
        if (book != null) {
            book.streamRuns();
        }
    }

    private @Nullable Stream streamOf(int id) {
        return id >= 0 && id < byId.length ? byId[id] : null;
    }

    private @Nullable BinanceBookSync bookOf(int id) {
        final Stream stream = streamOf(id);
        return stream == null ? null : stream.book;
    }

    /** One stream of this connection. */
    private static final class Stream {

        static final long NONE = -1;

        final WireSubscription subscription;
        final byte[] symbol;
        /** Of a book's stream; null for the others. */
        final @Nullable BinanceBookSync book;

        long lastSequence = NONE;

        Stream(WireSubscription subscription, @Nullable BinanceBookSync book) {
            this.subscription = subscription;
            this.symbol = subscription.symbol().getBytes(StandardCharsets.UTF_8);
            this.book = book;
        }

        /** Whether the exchange does not know it: data of it, or another request, begins anew. */
        boolean isRefused() {
            return book != null && book.isRefused();
        }
    }
}
