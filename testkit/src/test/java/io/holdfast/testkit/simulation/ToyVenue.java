package io.holdfast.testkit.simulation;

import io.holdfast.market.Channel;
import io.holdfast.market.Instrument;
import io.holdfast.market.Side;
import io.holdfast.market.Subscription;
import io.holdfast.testkit.venue.Admission;
import io.holdfast.testkit.venue.ClientLink;
import io.holdfast.testkit.venue.ClientRequest;
import io.holdfast.testkit.venue.Fate;
import io.holdfast.testkit.venue.FrameText;
import io.holdfast.testkit.venue.HttpAnswer;
import io.holdfast.testkit.venue.Market;
import io.holdfast.testkit.venue.MarketModel;
import io.holdfast.testkit.venue.MarketSpec;
import io.holdfast.testkit.venue.PriceLadder;
import io.holdfast.testkit.venue.SimulatedConnection;
import io.holdfast.testkit.venue.SimulatedVenue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The other side of {@link ToyAdapter}: frames are words. {@code sub CHANNEL SYMBOL} is answered by {@code ack CHANNEL
 * SYMBOL} and, for a book, its snapshot; then come {@code trade}, {@code top} and {@code book} with their numbers.
 */
final class ToyVenue extends SimulatedVenue<ToyVenue.Client> {

    static final String END_OF_LIST = " end";
    static final int SCALE = 2;
    static final int SIZE_SCALE = 3;

    private final FrameText frame = new FrameText();
    private final Map<Instrument, StringBuilder> changes = new HashMap<>();
    private final Map<Instrument, Long> firstChanges = new HashMap<>();
    private final Map<Instrument, Integer> changeCounts = new HashMap<>();
    private final Map<Instrument, Long> tops = new HashMap<>();

    ToyVenue(long seed, Duration tick) {
        this(seed, tick, 0);
    }

    /** @param further so many instruments beyond the two that there always are */
    ToyVenue(long seed, Duration tick, int further) {
        super("toy", new MarketModel(specs(further), seed), tick);
    }

    private static List<MarketSpec> specs(int further) {
        return Stream.concat(
                        Stream.of(spec(Instrument.of("BTC/USD"), 64_000_00), spec(Instrument.of("ETH/USD"), 3_000_00)),
                        IntStream.range(0, further).mapToObj(i -> spec(further(i), 100_00)))
                .toList();
    }

    static Instrument further(int number) {
        return Instrument.of("A" + number + "/USD");
    }

    private static MarketSpec spec(Instrument instrument, long price) {
        return new MarketSpec(instrument, price, SCALE, 1, SIZE_SCALE, 1, 10, 1);
    }

    @Override
    public Admission accept(ClientRequest request, ClientLink link) {
        return new Admission.Admitted(new Client(link));
    }

    @Override
    public HttpAnswer get(ClientRequest request) {
        return HttpAnswer.ok(model().markets().stream()
                .map(market -> market.instrument().toString())
                .collect(Collectors.joining(" ", "", END_OF_LIST)));
    }

    @Override
    public void onTrade(Market market, Side aggressor, long price, long size) {
        frame.clear()
                .ascii("trade ")
                .ascii(market.instrument().toString())
                .ascii(' ')
                .number(market.tradeId())
                .ascii(' ')
                .ascii(aggressor.toString())
                .ascii(' ')
                .number(price)
                .ascii(' ')
                .number(size);
        publish(market, Channel.TRADES, market.tradeId(), market.tradeId());
    }

    @Override
    public void onLevel(Market market, Side side, long price, long size) {
        changes.computeIfAbsent(market.instrument(), key -> new StringBuilder())
                .append(' ')
                .append(side)
                .append(' ')
                .append(price)
                .append(' ')
                .append(size);
        firstChanges.putIfAbsent(market.instrument(), market.updateId());
        changeCounts.merge(market.instrument(), 1, Integer::sum);
    }

    @Override
    public void onSettled(Market market) {
        final Instrument instrument = market.instrument();
        final Long first = firstChanges.remove(instrument);
        final StringBuilder text = changes.remove(instrument);
        final Integer count = changeCounts.remove(instrument);
        if (first != null && text != null && count != null) {
            frame.clear()
                    .ascii("book ")
                    .ascii(instrument.toString())
                    .ascii(' ')
                    .number(first)
                    .ascii(' ')
                    .number(market.updateId())
                    .ascii(' ')
                    .number(count)
                    .ascii(text.toString());
            publish(market, Channel.BOOK, first, market.updateId());
        }
        final PriceLadder bids = market.bids();
        final PriceLadder asks = market.asks();
        final long top = bids.price(0) * 31 + bids.size(0) * 37 + asks.price(0) * 41 + asks.size(0) * 43;
        final Long before = tops.put(instrument, top);
        if (before == null || before != top) {
            frame.clear()
                    .ascii("top ")
                    .ascii(instrument.toString())
                    .ascii(' ')
                    .number(market.updateId())
                    .ascii(' ')
                    .number(bids.price(0))
                    .ascii(' ')
                    .number(bids.size(0))
                    .ascii(' ')
                    .number(asks.price(0))
                    .ascii(' ')
                    .number(asks.size(0));
            publish(market, Channel.TOP_OF_BOOK, market.updateId(), market.updateId());
        }
    }

    private void publish(Market market, Channel channel, long first, long last) {
        final Subscription subscription = new Subscription(market.instrument(), channel);
        for (final Client client : List.copyOf(connections())) {
            if (client.wanted.contains(subscription)) {
                client.tell(subscription, first, last, faults().nextFate(subscription));
            }
        }
    }

    /** One client. */
    final class Client extends SimulatedConnection {

        private final Set<Subscription> wanted = new LinkedHashSet<>();

        Client(ClientLink link) {
            super(ToyVenue.this, link, Client.class);
        }

        @Override
        public List<Subscription> subscriptions() {
            return List.copyOf(wanted);
        }

        void tell(Subscription subscription, long first, long last, Fate fate) {
            publish(subscription, false, first, last, frame, fate);
        }

        @Override
        protected void opened() {
            pingLater();
        }

        private void pingLater() {
            every(Duration.ofSeconds(20), link()::ping);
        }

        @Override
        protected void request(byte[] buffer, int offset, int length) {
            if (faults().leavesRequestsUnanswered()) {
                return;
            }
            for (final String line : new String(buffer, offset, length, StandardCharsets.UTF_8).split("\n")) {
                final String[] words = line.split(" ");
                final Subscription subscription = new Subscription(Instrument.of(words[2]), Channel.valueOf(words[1]));
                if (words[0].equals("unsub")) {
                    wanted.remove(subscription);
                    continue;
                }
                if (faults().refuses(subscription.instrument()) || model().find(subscription.instrument()) == null) {
                    send(frame.clear().ascii("reject " + words[1] + " " + words[2]));
                    continue;
                }
                wanted.add(subscription);
                tellSubscribed(subscription);
                send(frame.clear().ascii("ack " + words[1] + " " + words[2]));
                if (subscription.channel() == Channel.BOOK) {
                    snapshot(subscription, model().market(subscription.instrument()));
                }
            }
        }

        private void snapshot(Subscription subscription, Market market) {
            frame.clear()
                    .ascii("snap ")
                    .ascii(market.instrument().toString())
                    .ascii(' ')
                    .number(market.updateId())
                    .ascii(' ')
                    .number(market.updateId())
                    .ascii(' ')
                    .number(market.bids().levels() + market.asks().levels());
            for (final Side side : Side.values()) {
                for (int i = 0; i < market.side(side).levels(); i++) {
                    frame.ascii(' ')
                            .ascii(side.toString())
                            .ascii(' ')
                            .number(market.side(side).price(i))
                            .ascii(' ')
                            .number(market.side(side).size(i));
                }
            }
            publish(subscription, true, market.updateId(), market.updateId(), frame, Fate.SENT);
        }
    }
}
