package io.holdfast.testkit.simulation;

import io.holdfast.exchange.Anomaly;
import io.holdfast.exchange.CatalogException;
import io.holdfast.exchange.ExchangeAdapter;
import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.exchange.ExchangeProtocol;
import io.holdfast.exchange.ListedInstrument;
import io.holdfast.exchange.Outbound;
import io.holdfast.exchange.ProtocolSink;
import io.holdfast.exchange.RateLimit;
import io.holdfast.exchange.UnreadFrame;
import io.holdfast.exchange.UpgradeTarget;
import io.holdfast.exchange.WireSubscription;
import io.holdfast.market.Channel;
import io.holdfast.market.Instrument;
import io.holdfast.market.InstrumentStatus;
import io.holdfast.market.Side;
import io.holdfast.market.Subscription;
import io.holdfast.transport.Endpoint;
import io.holdfast.transport.FrameKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** A plugin for {@link ToyVenue}, and, with a mistake, one that breaks exactly one promise. */
final class ToyAdapter implements ExchangeAdapter {

    /** What a careless author might do. */
    enum Mistake {
        NONE,
        /** Trades are passed on whatever their numbers. */
        TRADE_GAPS_PASSED_ON,
        /** What comes twice is passed on twice. */
        REPEATS_PASSED_ON,
        /** Book updates are passed on whatever their numbers. */
        BOOK_GAPS_PASSED_ON,
        /** One price in twenty is wrong in its last digit. */
        PRICES_MISREAD,
        /** What cannot be read is dropped in silence. */
        GARBLED_SWALLOWED
    }

    private final Mistake mistake;

    ToyAdapter() {
        this(Mistake.NONE);
    }

    ToyAdapter(Mistake mistake) {
        this.mistake = mistake;
    }

    /** {@return a simulated exchange of it, with three subscriptions on each of two instruments} */
    static SimulatedExchange exchange(Mistake mistake, Duration tick) {
        return new SimulatedExchange(
                "toy",
                new ToyAdapter(mistake),
                seed -> new ToyVenue(seed, tick),
                Stream.of("BTC/USD", "ETH/USD")
                        .flatMap(name -> Stream.of(Channel.values())
                                .map(channel -> new Subscription(Instrument.of(name), channel)))
                        .toList());
    }

    static SimulatedExchange exchange() {
        return exchange(Mistake.NONE, Duration.ofMillis(250));
    }

    @Override
    public String id() {
        return "toy";
    }

    @Override
    public List<ExchangeProfile> profiles() {
        return List.of(ExchangeProfile.builder("default")
                .streams(List.of(Endpoint.of("wss://one.toy.example"), Endpoint.of("wss://two.toy.example")))
                .http(Endpoint.of("https://api.toy.example"))
                .channels(EnumSet.allOf(Channel.class))
                .connectionAttempts(new RateLimit(60, Duration.ofMinutes(5)))
                .outgoingMessages(new RateLimit(5, Duration.ofSeconds(1)))
                .silenceLimit(Duration.ofSeconds(30))
                .pingInterval(Duration.ofSeconds(10))
                .pongTimeout(Duration.ofSeconds(5))
                .subscribeTimeout(Duration.ofSeconds(5))
                .maxConnectionAge(Duration.ofHours(24))
                .rateLimitPenalty(Duration.ofMinutes(2))
                .build());
    }

    @Override
    public ExchangeProtocol newProtocol(ExchangeProfile profile, ProtocolSink sink) {
        return new Protocol(sink);
    }

    @Override
    public String catalogTarget(ExchangeProfile profile) {
        return "/instruments";
    }

    @Override
    public List<ListedInstrument> readCatalog(ExchangeProfile profile, byte[] body) throws CatalogException {
        final String text = new String(body, StandardCharsets.UTF_8);
        if (!text.endsWith(ToyVenue.END_OF_LIST)) {
            throw new CatalogException("list: cut off (expected: " + ToyVenue.END_OF_LIST + " at its end)");
        }
        return Stream.of(text.replace(ToyVenue.END_OF_LIST, "").split(" "))
                .map(Instrument::of)
                .map(instrument -> new ListedInstrument(instrument, instrument.toString(), InstrumentStatus.TRADING))
                .toList();
    }

    private final class Protocol implements ExchangeProtocol {

        private final ProtocolSink sink;
        private final Map<String, Integer> ids = new HashMap<>();
        private final Map<Integer, Long> last = new HashMap<>();
        private final Set<Integer> broken = new HashSet<>();
        private final Set<Integer> acknowledged = new HashSet<>();
        private int prices;

        Protocol(ProtocolSink sink) {
            this.sink = sink;
        }

        @Override
        public UpgradeTarget upgradeTarget(List<WireSubscription> wanted) {
            return UpgradeTarget.PLAIN;
        }

        @Override
        public int subscribe(List<WireSubscription> pending, Outbound out) {
            final StringBuilder request = new StringBuilder();
            for (final WireSubscription wire : pending) {
                ids.put(wire.channel() + " " + wire.symbol(), wire.id());
                last.remove(wire.id());
                broken.remove(wire.id());
                acknowledged.remove(wire.id());
                request.append("sub ")
                        .append(wire.channel())
                        .append(' ')
                        .append(wire.symbol())
                        .append('\n');
            }
            out.sendText(request.toString());
            return pending.size();
        }

        @Override
        public int unsubscribe(List<WireSubscription> pending, Outbound out) {
            final StringBuilder request = new StringBuilder();
            for (final WireSubscription wire : pending) {
                ids.remove(wire.channel() + " " + wire.symbol());
                last.remove(wire.id());
                request.append("unsub ")
                        .append(wire.channel())
                        .append(' ')
                        .append(wire.symbol())
                        .append('\n');
            }
            out.sendText(request.toString());
            return pending.size();
        }

        /** A book wants a snapshot, and so a new subscription; everything else goes on from the next event. */
        @Override
        public boolean resync(WireSubscription subscription, Outbound out) {
            return subscription.channel() != Channel.BOOK;
        }

        @Override
        public void onFrame(FrameKind kind, byte[] buffer, int offset, int length) {
            final String[] words = new String(buffer, offset, length, StandardCharsets.UTF_8).split(" ");
            switch (words[0]) {
                case "ack" -> {
                    final Integer id = ids.get(words[1] + " " + words[2]);
                    if (id != null) {
                        acknowledged.add(id);
                        sink.acknowledged(id);
                    }
                }
                case "reject" -> {
                    final Integer id = ids.get(words[1] + " " + words[2]);
                    if (id != null) {
                        sink.rejected(id, true, "toy says no");
                    }
                }
                case "trade" -> read(Channel.TRADES, words, 6);
                case "top" -> read(Channel.TOP_OF_BOOK, words, 7);
                case "book", "snap" -> read(Channel.BOOK, words, words.length > 4 ? 5 + 3 * number(words[4]) : -1);
                default -> sink.unread(UnreadFrame.UNKNOWN_TYPE, 0);
            }
        }

        private int number(String word) {
            return word.chars().allMatch(c -> c >= '0' && c <= '9') && word.length() < 4 ? Integer.parseInt(word) : -1;
        }

        private void read(Channel channel, String[] words, int expected) {
            final Integer id = words.length > 1 ? ids.get(channel + " " + words[1]) : null;
            if (id == null) {
                sink.unread(UnreadFrame.NOT_SUBSCRIBED, 0);
            } else if (words.length != expected || Stream.of(words).anyMatch(String::isEmpty)) {
                if (mistake == Mistake.GARBLED_SWALLOWED) {
                    return;
                }
                last.remove(id);
                if (channel == Channel.BOOK) {
                    broken.add(id);
                }
                sink.anomaly(id, Anomaly.MALFORMED, "toy");
            } else {
                deliver(channel, id, words);
            }
        }

        private void deliver(Channel channel, int id, String[] words) {
            final long first = Long.parseLong(words[2]);
            final Long before = last.get(id);
            if (before != null && first <= before && !words[0].equals("snap")) {
                if (mistake != Mistake.REPEATS_PASSED_ON) {
                    sink.unread(UnreadFrame.REPEATED, 0);
                    return;
                }
            }
            switch (channel) {
                case TRADES -> trade(id, first, before, words);
                case TOP_OF_BOOK -> {
                    last.put(id, first);
                    sink.topOfBook(
                            id,
                            0,
                            first,
                            price(words[3]),
                            ToyVenue.SCALE,
                            Long.parseLong(words[4]),
                            ToyVenue.SIZE_SCALE,
                            price(words[5]),
                            ToyVenue.SCALE,
                            Long.parseLong(words[6]),
                            ToyVenue.SIZE_SCALE);
                }
                case BOOK -> book(id, first, before, words);
            }
        }

        private void trade(int id, long number, Long before, String[] words) {
            if (before != null && number > before + 1 && mistake != Mistake.TRADE_GAPS_PASSED_ON) {
                sink.anomaly(id, Anomaly.SEQUENCE_GAP, "toy");
            }
            last.put(id, number);
            sink.trade(
                    id,
                    0,
                    number,
                    Side.valueOf(words[3]),
                    price(words[4]),
                    ToyVenue.SCALE,
                    Long.parseLong(words[5]),
                    ToyVenue.SIZE_SCALE);
        }

        private void book(int id, long first, Long before, String[] words) {
            final boolean snapshot = words[0].equals("snap");
            final long number = Long.parseLong(words[3]);
            if (broken.contains(id) || !acknowledged.contains(id)) {
                sink.unread(UnreadFrame.REPEATED, 0); // the subscription is being made anew
                return;
            }
            if (!snapshot && before == null) {
                broken.add(id);
                sink.anomaly(id, Anomaly.SNAPSHOT_UNUSABLE, "none has come");
                return;
            }
            if (!snapshot && first != before + 1 && mistake != Mistake.BOOK_GAPS_PASSED_ON) {
                broken.add(id);
                sink.anomaly(id, Anomaly.SEQUENCE_GAP, "toy");
                return;
            }
            last.put(id, number);
            for (int i = 5; i < words.length; i += 3) {
                sink.bookLevel(
                        id,
                        0,
                        number,
                        snapshot,
                        i + 3 == words.length,
                        Side.valueOf(words[i]),
                        price(words[i + 1]),
                        ToyVenue.SCALE,
                        Long.parseLong(words[i + 2]),
                        ToyVenue.SIZE_SCALE);
            }
        }

        private long price(String word) {
            prices++;
            return Long.parseLong(word) + (mistake == Mistake.PRICES_MISREAD && prices % 20 == 0 ? 1 : 0);
        }
    }
}
