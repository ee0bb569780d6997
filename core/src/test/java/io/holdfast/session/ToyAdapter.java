package io.holdfast.session;

import io.holdfast.exchange.Anomaly;
import io.holdfast.exchange.ExchangeAdapter;
import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.exchange.ExchangeProtocol;
import io.holdfast.exchange.ExchangeStatus;
import io.holdfast.exchange.ListedInstrument;
import io.holdfast.exchange.Outbound;
import io.holdfast.exchange.ProtocolSink;
import io.holdfast.exchange.RateLimit;
import io.holdfast.exchange.UpgradeTarget;
import io.holdfast.exchange.WireSubscription;
import io.holdfast.market.Channel;
import io.holdfast.market.Instrument;
import io.holdfast.market.InstrumentStatus;
import io.holdfast.market.Side;
import io.holdfast.transport.Endpoint;
import io.holdfast.transport.FrameKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * An exchange whose frames are words: {@code ack ID}, {@code reject ID permanent|later}, {@code refuse ID ID…},
 * {@code top ID SEQUENCE}, {@code trade ID SEQUENCE}, {@code gap ID}, {@code shutdown}, {@code snapshot ID SEQUENCE}
 * (of two levels), {@code level ID SEQUENCE}; data may end in the exchange's time in milliseconds; {@code beat}, {@code status STATUS}, {@code market ID STATUS}.
 */
final class ToyAdapter implements ExchangeAdapter {

    static final Duration SILENCE_LIMIT = Duration.ofSeconds(30);
    static final Duration PING_INTERVAL = Duration.ofSeconds(10);
    static final Duration PONG_TIMEOUT = Duration.ofSeconds(5);
    static final Duration SUBSCRIBE_TIMEOUT = Duration.ofSeconds(5);

    private final int inUrl;

    ToyAdapter(int inUrl) {
        this.inUrl = inUrl;
    }

    @Override
    public String id() {
        return "toy";
    }

    @Override
    public List<ExchangeProfile> profiles() {
        return List.of(ExchangeProfile.builder("default")
                .streams(List.of(Endpoint.of("wss://one.toy.example/base"), Endpoint.of("wss://two.toy.example/base")))
                .http(Endpoint.of("https://api.toy.example"))
                .channels(EnumSet.allOf(Channel.class))
                .connectionAttempts(new RateLimit(50, Duration.ofMinutes(5)))
                .outgoingMessages(new RateLimit(3, Duration.ofSeconds(1)))
                .silenceLimit(SILENCE_LIMIT)
                .pingInterval(PING_INTERVAL)
                .pongTimeout(PONG_TIMEOUT)
                .subscribeTimeout(SUBSCRIBE_TIMEOUT)
                .maxConnectionAge(Duration.ofHours(24))
                .rateLimitPenalty(Duration.ofMinutes(2))
                .build());
    }

    @Override
    public ExchangeProtocol newProtocol(ExchangeProfile profile, ProtocolSink sink) {
        return new ToyProtocol(sink);
    }

    @Override
    public String catalogTarget(ExchangeProfile profile) {
        return "/instruments";
    }

    @Override
    public List<ListedInstrument> readCatalog(ExchangeProfile profile, byte[] body) {
        return Set.of("BTC/USD", "ETH/USD", "SOL/USD", "ADA/USD", "XRP/USD").stream()
                .map(Instrument::of)
                .map(i ->
                        new ListedInstrument(i, i.base().toLowerCase(java.util.Locale.ROOT), InstrumentStatus.TRADING))
                .toList();
    }

    private final class ToyProtocol implements ExchangeProtocol {

        private final ProtocolSink sink;

        ToyProtocol(ProtocolSink sink) {
            this.sink = sink;
        }

        @Override
        public UpgradeTarget upgradeTarget(List<WireSubscription> wanted) {
            final int included = Math.min(inUrl, wanted.size());
            return new UpgradeTarget("/ws?" + names(wanted.subList(0, included)), java.util.Map.of(), included);
        }

        @Override
        public int subscribe(List<WireSubscription> pending, Outbound out) {
            out.sendText("subscribe " + names(pending));
            return pending.size();
        }

        @Override
        public int unsubscribe(List<WireSubscription> pending, Outbound out) {
            out.sendText("unsubscribe " + names(pending));
            return pending.size();
        }

        @Override
        public boolean resync(WireSubscription subscription, Outbound out) {
            out.sendText("resync " + subscription.id());
            return true;
        }

        @Override
        public void onFrame(FrameKind kind, byte[] buffer, int offset, int length) {
            final String[] words = new String(buffer, offset, length, StandardCharsets.UTF_8).split(" ");
            final int id = words.length > 1 && Character.isDigit(words[1].charAt(0)) ? Integer.parseInt(words[1]) : 0;
            switch (words[0]) {
                case "ack" -> sink.acknowledged(id);
                case "reject" -> sink.rejected(id, words[2].equals("permanent"), "toy says no");
                case "refuse" -> {
                    final int[] ids = new int[words.length - 1];
                    for (int i = 0; i < ids.length; i++) {
                        ids[i] = Integer.parseInt(words[i + 1]);
                    }
                    sink.requestRejected(ids, ids.length, "one of these is wrong");
                }
                case "top" -> sink.topOfBook(id, stamp(words), Long.parseLong(words[2]), 100, 2, 1, 0, 101, 2, 1, 0);
                case "trade" -> sink.trade(id, stamp(words), Long.parseLong(words[2]), Side.BID, 100, 2, 1, 0);
                case "gap" -> sink.anomaly(id, Anomaly.SEQUENCE_GAP, "toy");
                case "snapshot" -> {
                    sink.bookLevel(id, 0, Long.parseLong(words[2]), true, false, Side.BID, 100, 2, 1, 0);
                    sink.bookLevel(id, 0, Long.parseLong(words[2]), true, true, Side.ASK, 101, 2, 1, 0);
                }
                case "level" ->
                    sink.bookLevel(id, stamp(words), Long.parseLong(words[2]), false, true, Side.BID, 99, 2, 1, 0);
                case "beat" -> sink.heartbeat();
                case "status" -> sink.exchangeStatus(ExchangeStatus.valueOf(words[1]), "toy");
                case "market" -> sink.instrumentStatus(id, InstrumentStatus.valueOf(words[2]), "toy");
                case "shutdown" -> sink.shutdownAnnounced("toy");
                default -> throw new AssertionError(words[0]);
            }
        }

        /** What stands fourth is when the exchange says it happened, in milliseconds; otherwise it does not say. */
        private long stamp(String[] words) {
            return words.length > 3 ? 1_000_000L * Long.parseLong(words[3]) : 0;
        }

        private String names(List<WireSubscription> subscriptions) {
            final StringBuilder names = new StringBuilder();
            for (final WireSubscription subscription : subscriptions) {
                names.append(names.isEmpty() ? "" : ",").append(subscription.id());
            }
            return names.toString();
        }
    }
}
