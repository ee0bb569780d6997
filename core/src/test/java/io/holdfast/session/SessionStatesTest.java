package io.holdfast.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.transport.ConnectPhase;
import io.holdfast.transport.Disconnect;
import io.holdfast.transport.DisconnectCause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Every state meets every event; what comes of it stands in docs/session-states.md, which is compared. */
class SessionStatesTest {

    private static final Path PAGE = Path.of("..", "docs", "session-states.md");

    private static final Map<SessionState, Consumer<FeedHarness>> STATES = new LinkedHashMap<>();
    private static final Map<String, Consumer<FeedHarness>> EVENTS = new LinkedHashMap<>();

    static {
        STATES.put(SessionState.IDLE, harness -> {
            harness.feed.subscribe(FeedHarness.trades("BTC/USD"));
            harness.scheduler.runReady();
        });
        STATES.put(SessionState.CONNECTING, harness -> harness.start("BTC/USD"));
        STATES.put(SessionState.RESTORING, harness -> {
            harness.start("BTC/USD");
            harness.transport.last().open();
        });
        STATES.put(SessionState.LIVE, harness -> {
            harness.start("BTC/USD");
            harness.serve();
            harness.transport.last().receive("trade 0 1");
        });
        STATES.put(SessionState.WAITING, harness -> {
            harness.start("BTC/USD");
            harness.transport.last().end(refused(503));
        });
        STATES.put(SessionState.SUSPENDED, harness -> {
            harness.start("BTC/USD");
            harness.transport.last().end(refused(429));
        });
        STATES.put(SessionState.FAILED, harness -> {
            harness.start("BTC/USD");
            harness.transport.last().end(refused(451));
        });
        STATES.put(SessionState.STOPPED, harness -> {
            harness.start("BTC/USD");
            session(harness).stop();
        });

        EVENTS.put("the application starts it", harness -> session(harness).start());
        EVENTS.put("the application stops it", harness -> session(harness).stop());
        EVENTS.put("a subscription is wanted", harness -> session(harness).subscribe(FeedHarness.trades("ETH/USD")));
        EVENTS.put(
                "a subscription is not wanted any more",
                harness -> session(harness).unsubscribe(FeedHarness.trades("BTC/USD")));
        EVENTS.put("the connection opens", harness -> onWire(harness, FakeTransport.Wire::openIfNew));
        EVENTS.put("the exchange acknowledges", harness -> onWire(harness, wire -> wire.receive("ack 0")));
        EVENTS.put("the exchange rejects", harness -> onWire(harness, wire -> wire.receive("reject 0 later")));
        EVENTS.put("data comes", harness -> onWire(harness, wire -> wire.receive("trade 0 2")));
        EVENTS.put("a sequence gap", harness -> onWire(harness, wire -> wire.receive("gap 0")));
        EVENTS.put("a heartbeat", harness -> onWire(harness, wire -> wire.receive("beat")));
        EVENTS.put("a pong", harness -> onWire(harness, FakeTransport.Wire::pong));
        EVENTS.put("maintenance", harness -> onWire(harness, wire -> wire.receive("status MAINTENANCE")));
        EVENTS.put("a shutdown is announced", harness -> onWire(harness, wire -> wire.receive("shutdown")));
        EVENTS.put("the connection ends", harness -> onWire(harness, wire -> wire.end(DisconnectCause.END_OF_STREAM)));
        EVENTS.put("a refusal that may pass", harness -> onWire(harness, wire -> wire.end(refused(503))));
        EVENTS.put("a limit was passed", harness -> onWire(harness, wire -> wire.end(refused(429))));
        EVENTS.put("a refusal for good", harness -> onWire(harness, wire -> wire.end(refused(451))));
        EVENTS.put(
                "the breaker is forced open", harness -> harness.feed.breaker().forceOpen(harness.scheduler.nanos()));
        EVENTS.put("this process stood still for 3 s", harness -> {
            harness.scheduler.stall(Duration.ofSeconds(3));
            harness.scheduler.advance(Duration.ZERO);
        });
        EVENTS.put("1 min of silence", harness -> harness.advance(Duration.ofMinutes(1)));
    }

    @Test
    void everyStateHasAWayToBeReached() {
        STATES.forEach((state, reach) -> {
            try (FeedHarness harness = FeedHarness.plain()) {
                reach.accept(harness);
                harness.scheduler.runReady();
                assertThat(session(harness).status().state()).isEqualTo(state);
            }
        });
        assertThat(STATES).containsOnlyKeys(SessionState.values());
    }

    @Test
    void everyEventInEveryStateComesToWhatThePageSays() throws IOException {
        final String page = Files.readString(PAGE);
        final String expected = moves() + "\n" + outcomes();

        assertThat(page)
                .as("docs/session-states.md must hold, word for word:\n" + expected)
                .contains(moves())
                .contains(outcomes());
    }

    /** {@return the transition table as the code has it} */
    private static String moves() {
        final StringBuilder table = new StringBuilder("| from \\ to |");
        for (final SessionState to : SessionState.values()) {
            table.append(' ').append(to).append(" |");
        }
        table.append("\n|---|")
                .append("---|".repeat(SessionState.values().length))
                .append('\n');
        for (final SessionState from : SessionState.values()) {
            table.append("| ").append(from).append(" |");
            for (final SessionState to : SessionState.values()) {
                table.append(from.mayBecome(to) ? " yes |" : " |");
            }
            table.append('\n');
        }
        return table.toString();
    }

    /** {@return for each pair the state in which the session is right after the event} */
    private static String outcomes() {
        final StringBuilder table = new StringBuilder("| event \\ state |");
        STATES.keySet().forEach(state -> table.append(' ').append(state).append(" |"));
        table.append("\n|---|").append("---|".repeat(STATES.size())).append('\n');
        EVENTS.forEach((name, event) -> {
            table.append("| ").append(name).append(" |");
            STATES.forEach((state, reach) -> {
                final SessionState after = after(reach, event);
                table.append(after == state ? " – |" : " " + after + " |");
            });
            table.append('\n');
        });
        return table.toString();
    }

    private static SessionState after(Consumer<FeedHarness> reach, Consumer<FeedHarness> event) {
        try (FeedHarness harness = FeedHarness.plain()) {
            reach.accept(harness);
            harness.scheduler.runReady();
            final Session session = session(harness);
            event.accept(harness); // what throws here fails the test: no pair may be impossible to handle
            harness.scheduler.runReady();
            return session.status().state();
        }
    }

    private static Session session(FeedHarness harness) {
        return harness.feed.sessions().get(0);
    }

    /** An event of the network reaches a session on its last connection; without one there is nobody to tell. */
    private static void onWire(FeedHarness harness, Consumer<FakeTransport.Wire> event) {
        if (!harness.transport.wires.isEmpty()) {
            event.accept(harness.transport.last());
        }
    }

    private static Disconnect refused(int status) {
        return new Disconnect(DisconnectCause.UPGRADE_REFUSED, status, "", null, ConnectPhase.UPGRADE);
    }
}
