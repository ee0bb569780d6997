package io.holdfast.testkit.venue.binance;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.testkit.venue.ClientRequest;
import io.holdfast.testkit.venue.FakeClient;
import io.holdfast.testkit.venue.MarketModel;
import io.holdfast.testkit.venue.MarketSpec;
import io.holdfast.testkit.venue.RequestJson;
import io.holdfast.testkit.venue.Shape;
import io.holdfast.time.VirtualScheduler;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class BinanceBookPropertyTest {

    private static final ClientRequest SNAPSHOT = ClientRequest.of("/api/v3/depth?symbol=AB&limit=5000");

    private final Map<String, String> bids = new TreeMap<>();
    private final Map<String, String> asks = new TreeMap<>();

    /** By the rule of the documentation: drop what the snapshot holds, then each event goes on from the one before. */
    @Property(tries = 30)
    void aSnapshotAndTheEventsAfterItMakeTheBook(
            @ForAll long seed, @ForAll @IntRange(max = 300) int before, @ForAll @IntRange(max = 300) int after) {
        final VirtualScheduler scheduler = new VirtualScheduler();
        final BinanceVenue venue = new BinanceVenue(
                new MarketModel(List.of(MarketSpec.of("A/B", "9.00").withDepth(40)), seed),
                Duration.ofMillis(7),
                BinanceRules.DOCUMENTED);
        venue.start(scheduler);
        final FakeClient client = FakeClient.connect(venue, "/stream?streams=ab@depth@100ms");
        scheduler.advance(Duration.ofMillis(before));
        final Object snapshot = Shape.parse(venue.get(SNAPSHOT).text());
        scheduler.advance(Duration.ofMillis(after));
        venue.flushDepth();

        long bookId = (Long) RequestJson.field(snapshot, "lastUpdateId");
        bids.clear();
        asks.clear();
        apply(snapshot, "bids", "asks");
        for (final String text : client.take()) {
            final Object event = RequestJson.field(Shape.parse(text), "data");
            final long last = (Long) RequestJson.field(event, "u");
            if (last > bookId) {
                assertThat((Long) RequestJson.field(event, "U")).isLessThanOrEqualTo(bookId + 1);
                apply(event, "b", "a");
                bookId = last;
            }
        }
        final Map<String, String> ourBids = new TreeMap<>(bids);
        final Map<String, String> ourAsks = new TreeMap<>(asks);
        bids.clear();
        asks.clear();
        final Object now = Shape.parse(venue.get(SNAPSHOT).text());
        apply(now, "bids", "asks");
        assertThat(bookId).isEqualTo(RequestJson.field(now, "lastUpdateId"));
        assertThat(ourBids).isEqualTo(bids);
        assertThat(ourAsks).isEqualTo(asks);
    }

    private void apply(Object message, String bidField, String askField) {
        apply(bids, RequestJson.field(message, bidField));
        apply(asks, RequestJson.field(message, askField));
    }

    private static void apply(Map<String, String> side, Object levels) {
        for (final Object level : (List<?>) levels) {
            final List<String> priceAndSize = RequestJson.strings(level);
            if (priceAndSize.get(1).equals("0.00000000")) {
                side.remove(priceAndSize.get(0));
            } else {
                side.put(priceAndSize.get(0), priceAndSize.get(1));
            }
        }
    }
}
