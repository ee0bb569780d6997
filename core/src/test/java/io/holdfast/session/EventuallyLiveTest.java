package io.holdfast.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.feed.Directory;
import io.holdfast.feed.MarketBus;
import io.holdfast.feed.WaitStrategyKind;
import io.holdfast.transport.ConnectPhase;
import io.holdfast.transport.Disconnect;
import io.holdfast.transport.DisconnectCause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Whatever has happened: once the exchange is healthy, the feed is live within a bounded time, on all it wants. */
class EventuallyLiveTest {

    private static final int DEPTH = 3;
    /** The longest wait (30 s), a breaker's longest opening (1 min), a limit without a time (2 min), and some to spare. */
    private static final Duration BOUND = Duration.ofMinutes(4);

    private static final MarketBus BUS =
            new MarketBus(new Directory(), 65_536, WaitStrategyKind.BLOCKING, true, List.of((event, endOfBatch) -> {}));

    private static final Map<String, Consumer<FeedHarness>> FAULTS = new LinkedHashMap<>();

    static {
        FAULTS.put("served", FeedHarness::serve);
        FAULTS.put("opened, unanswered", harness -> harness.transport.last().openIfNew());
        FAULTS.put("delivers", harness -> harness.transport.last().receiveIfOpen("trade 0 1"));
        FAULTS.put("reset", harness -> end(harness, Disconnect.of(DisconnectCause.RESET, ConnectPhase.OPEN, "")));
        FAULTS.put("refused 503", harness -> end(harness, refused(503)));
        FAULTS.put("refused 429", harness -> end(harness, refused(429)));
        FAULTS.put("maintenance", harness -> harness.transport.last().receiveIfOpen("status MAINTENANCE"));
        FAULTS.put("rejects", harness -> harness.transport.last().receiveIfOpen("reject 0 later"));
        FAULTS.put("refuses the batch", harness -> harness.transport.last().receiveIfOpen("refuse 0 1"));
        FAULTS.put("gap", harness -> harness.transport.last().receiveIfOpen("gap 1"));
        FAULTS.put("shutdown", harness -> harness.transport.last().receiveIfOpen("shutdown"));
        FAULTS.put("no list", harness -> harness.transport.catalogStatus = 503);
        FAULTS.put("3 s pass", harness -> harness.advance(Duration.ofSeconds(3)));
        FAULTS.put("40 s pass", harness -> harness.advance(Duration.ofSeconds(40)));
        FAULTS.put("stood still", harness -> {
            harness.scheduler.stall(Duration.ofSeconds(60));
            harness.scheduler.advance(Duration.ZERO);
        });
        FAULTS.put("one wanted less", harness -> {
            harness.feed.unsubscribe(FeedHarness.trades("BTC/USD"));
            harness.scheduler.runReady();
        });
        FAULTS.put("one wanted more", harness -> {
            harness.feed.subscribe(FeedHarness.trades("SOL/USD"));
            harness.scheduler.runReady();
        });
    }

    @AfterAll
    static void close() {
        BUS.close();
    }

    @Test
    void afterEverySequenceOfFaultsUpToThreeAHealthyExchangeMakesTheFeedLive() {
        final List<String> stuck = new ArrayList<>();
        explore(new ArrayList<>(), stuck);

        assertThat(stuck)
                .as("sequences after which the feed is not live within " + BOUND)
                .isEmpty();
    }

    private static void explore(List<String> faults, List<String> stuck) {
        if (!leadsToLive(faults)) {
            stuck.add(faults.toString());
        }
        if (faults.size() < DEPTH) {
            for (final String fault : FAULTS.keySet()) {
                faults.add(fault);
                explore(faults, stuck);
                faults.remove(faults.size() - 1);
            }
        }
    }

    private static boolean leadsToLive(List<String> faults) {
        try (FeedHarness harness =
                new FeedHarness(new ToyAdapter(0), UnaryOperator.identity(), UnaryOperator.identity(), BUS)) {
            harness.start("BTC/USD", "ETH/USD");
            faults.forEach(fault -> FAULTS.get(fault).accept(harness));
            for (Duration passed = Duration.ZERO; passed.compareTo(BOUND) < 0; passed = passed.plusSeconds(2)) {
                harness.healthy(Duration.ofSeconds(2));
                if (harness.isLive()) {
                    return true;
                }
            }
            return false;
        }
    }

    private static void end(FeedHarness harness, Disconnect disconnect) {
        if (!harness.transport.last().closed) {
            harness.transport.last().end(disconnect);
        }
    }

    private static Disconnect refused(int status) {
        return new Disconnect(DisconnectCause.UPGRADE_REFUSED, status, "", null, ConnectPhase.UPGRADE);
    }
}
