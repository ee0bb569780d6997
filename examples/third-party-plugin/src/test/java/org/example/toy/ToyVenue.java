package org.example.toy;

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
import io.holdfast.testkit.venue.PriceLadder;
import io.holdfast.testkit.venue.RequestJson;
import io.holdfast.testkit.venue.SimulatedConnection;
import io.holdfast.testkit.venue.SimulatedVenue;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The other side of {@link ToyAdapter}: what the exchange does, without any I/O. */
public final class ToyVenue extends SimulatedVenue<ToyVenue.Client> {

    private static final Duration HEARTBEAT = Duration.ofSeconds(5);
    private static final Duration PING = Duration.ofSeconds(20);
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final FrameText frame = new FrameText();
    private final Map<Instrument, Changes> changes = new HashMap<>();
    private final Map<Instrument, List<Long>> tops = new HashMap<>();

    /** What has changed in one book since the last message. */
    private static final class Changes {
        final StringBuilder bids = new StringBuilder();
        final StringBuilder asks = new StringBuilder();
        long first;
    }

    /** Makes a venue that has not begun. */
    public ToyVenue(MarketModel model, Duration tick) {
        super("toy", model, tick);
    }

    @Override
    public Admission accept(ClientRequest request, ClientLink link) {
        return new Admission.Admitted(new Client(link));
    }

    @Override
    public HttpAnswer get(ClientRequest request) {
        return HttpAnswer.ok(model().markets().stream()
                .map(market -> "{\"symbol\":\"" + symbol(market) + "\",\"trading\":"
                        + !market.status().expectsSilence() + "}")
                .collect(Collectors.joining(",", "[", "]")));
    }

    private static String symbol(Market market) {
        return market.instrument().toString().replace('/', '-');
    }

    // ---- what happens in the markets

    @Override
    public void onTrade(Market market, Side aggressor, long price, long size) {
        begin("update", "trades", market, market.tradeId(), market.tradeId());
        frame.ascii(",\"side\":\"")
                .ascii(aggressor == Side.BID ? "buy" : "sell")
                .ascii("\",\"price\":\"");
        frame.decimal(price, market.spec().priceScale(), market.spec().priceScale())
                .ascii("\",\"size\":\"");
        frame.decimal(size, market.spec().sizeScale(), market.spec().sizeScale())
                .ascii("\"}");
        publish(market, Channel.TRADES, market.tradeId(), market.tradeId());
    }

    @Override
    public void onLevel(Market market, Side side, long price, long size) {
        final Changes since = changes.computeIfAbsent(market.instrument(), key -> new Changes());
        if (since.first == 0) {
            since.first = market.updateId();
        }
        final StringBuilder levels = side == Side.BID ? since.bids : since.asks;
        levels.append(levels.length() == 0 ? "" : ",").append(level(market, price, size));
    }

    @Override
    public void onSettled(Market market) {
        final Changes since = changes.remove(market.instrument());
        if (since != null) {
            begin("update", "book", market, since.first, market.updateId());
            frame.ascii(",\"bids\":[").ascii(since.bids.toString());
            frame.ascii("],\"asks\":[").ascii(since.asks.toString()).ascii("]}");
            publish(market, Channel.BOOK, since.first, market.updateId());
        }
        final PriceLadder bids = market.bids();
        final PriceLadder asks = market.asks();
        final List<Long> top = List.of(bids.price(0), bids.size(0), asks.price(0), asks.size(0));
        if (!top.equals(tops.put(market.instrument(), top))) {
            begin("update", "top", market, market.updateId(), market.updateId());
            frame.ascii(",\"bids\":[").ascii(level(market, bids.price(0), bids.size(0)));
            frame.ascii("],\"asks\":[")
                    .ascii(level(market, asks.price(0), asks.size(0)))
                    .ascii("]}");
            publish(market, Channel.TOP_OF_BOOK, market.updateId(), market.updateId());
        }
    }

    private void begin(String type, String channel, Market market, long first, long last) {
        frame.clear()
                .ascii("{\"type\":\"")
                .ascii(type)
                .ascii("\",\"channel\":\"")
                .ascii(channel)
                .ascii("\",\"symbol\":\"")
                .ascii(symbol(market));
        frame.ascii("\",\"first\":").number(first).ascii(",\"last\":").number(last);
        frame.ascii(",\"time\":").number(market.epochNanos() / NANOS_PER_MILLI);
    }

    private static String level(Market market, long price, long size) {
        final FrameText text = new FrameText();
        text.ascii("[\"")
                .decimal(price, market.spec().priceScale(), market.spec().priceScale())
                .ascii("\",\"");
        return text.decimal(size, market.spec().sizeScale(), market.spec().sizeScale())
                .ascii("\"]")
                .toString();
    }

    private void publish(Market market, Channel channel, long first, long last) {
        final Subscription subscription = new Subscription(market.instrument(), channel);
        for (final Client client : List.copyOf(connections())) {
            if (client.wanted.contains(subscription) && !faults().ignores(subscription)) {
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
            every(PING, link()::ping);
            every(HEARTBEAT, () -> {
                if (!faults().withholdsHeartbeats()) {
                    link().sendText("{\"type\":\"heartbeat\"}");
                }
            });
        }

        @Override
        protected void request(byte[] buffer, int offset, int length) {
            final Object request = RequestJson.parse(buffer, offset, length);
            if (faults().leavesRequestsUnanswered() || request == null) {
                return;
            }
            final String channel = String.valueOf(RequestJson.field(request, "channel"));
            for (final String symbol : RequestJson.strings(RequestJson.field(request, "symbols"))) {
                final Subscription subscription = new Subscription(
                        Instrument.of(symbol.replace('-', '/')),
                        switch (channel) {
                            case "trades" -> Channel.TRADES;
                            case "book" -> Channel.BOOK;
                            default -> Channel.TOP_OF_BOOK;
                        });
                if ("unsubscribe".equals(RequestJson.field(request, "op"))) {
                    wanted.remove(subscription);
                } else {
                    subscribe(subscription, channel, symbol);
                }
            }
        }

        private void subscribe(Subscription subscription, String channel, String symbol) {
            final Market market = model().find(subscription.instrument());
            final boolean refused = market == null || faults().refuses(subscription.instrument());
            link().sendText("{\"type\":\"" + (refused ? "rejected" : "subscribed") + "\",\"channel\":\"" + channel
                    + "\",\"symbol\":\"" + symbol + "\"" + (refused ? ",\"reason\":\"unknown symbol\"}" : "}"));
            if (!refused) {
                wanted.add(subscription);
                if (subscription.channel() == Channel.BOOK) {
                    snapshot(subscription, market);
                }
            }
        }

        private void snapshot(Subscription subscription, Market market) {
            begin("snapshot", "book", market, market.updateId(), market.updateId());
            frame.ascii(",\"bids\":[").ascii(levels(market, market.bids()));
            frame.ascii("],\"asks\":[").ascii(levels(market, market.asks())).ascii("]}");
            publish(subscription, true, market.updateId(), market.updateId(), frame, Fate.SENT);
        }

        private String levels(Market market, PriceLadder ladder) {
            final StringBuilder text = new StringBuilder();
            for (int i = 0; i < ladder.levels(); i++) {
                text.append(i == 0 ? "" : ",").append(level(market, ladder.price(i), ladder.size(i)));
            }
            return text.toString();
        }
    }
}
