package io.holdfast.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.feed.FeedStatus;
import io.holdfast.feed.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlightEventsTest {

    @TempDir
    private Path folder;

    @Test
    void transitionsReconnectsGapsPausesAndGatesAreRecorded() throws IOException {
        final Path file = folder.resolve("flight.jfr");
        final FlightEvents events = new FlightEvents();
        try (Recording recording = new Recording()) {
            List.of("Transition", "Reconnect", "Gap", "LocalPause", "Gate")
                    .forEach(name -> recording.enable("io.holdfast." + name));
            recording.start();
            events.onTransition(Moves.lost("toy-1", Reason.RESET, 1));
            events.onTransition(Moves.live("toy-1", 2));
            events.onEpoch(Moves.epoch("toy-1", FeedStatus.STALE, Reason.SEQUENCE_GAP, 3));
            events.onEpoch(Moves.epoch("toy-1", FeedStatus.STALE, Reason.RESET, 4));
            events.onLocalPause("toy", 5, 6);
            events.onGate("toy", "BTC/USDT", false, "RESET");
            recording.stop();
            recording.dump(file);
        }

        final List<RecordedEvent> recorded = RecordingFile.readAllEvents(file);
        assertThat(recorded.stream().map(event -> event.getEventType().getName().substring("io.holdfast.".length())))
                .containsExactlyInAnyOrder("Transition", "Transition", "Reconnect", "Gap", "LocalPause", "Gate");
        assertThat(recorded.stream()
                        .filter(event -> event.getEventType().getName().endsWith("Transition"))
                        .map(event -> event.getString("to") + " " + event.getString("reason")))
                .containsExactlyInAnyOrder("WAITING RESET", "LIVE RESTORED");
    }
}
