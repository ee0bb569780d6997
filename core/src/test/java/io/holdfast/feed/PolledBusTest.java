package io.holdfast.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.market.Channel;
import io.holdfast.market.Instrument;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PolledBusTest {

    private final Directory directory = new Directory();
    private final PolledBus bus = new PolledBus(directory, 64);
    private final MarketPublisher publisher = bus.newPublisher("toy");
    private final int instrument = directory.instrumentId(Instrument.of("BTC/USD"));

    @Test
    void nothingIsReadUntilItsOwnerSaysSo() {
        final List<Long> read = new ArrayList<>();
        publish(1);
        publish(2);
        assertThat(bus.remainingCapacity()).isEqualTo(62);

        assertThat(bus.poll((event, endOfBatch) -> read.add(event.epoch()))).isTrue();
        assertThat(read).containsExactly(1L, 2L);
        assertThat(bus.remainingCapacity()).isEqualTo(64);
        assertThat(bus.poll((event, endOfBatch) -> read.add(event.epoch()))).isFalse();
    }

    @Test
    void anOwnerThatDoesNotPollIsASlowHandler() {
        for (int i = 0; i < 64; i++) {
            assertThat(publish(i)).isTrue();
        }
        assertThat(publish(64)).isFalse();
        bus.poll((event, endOfBatch) -> {});
        assertThat(publish(64)).isTrue();
    }

    @Test
    void whatAHandlerThrowsIsThrownAndLosesNothingElse() {
        final List<Long> read = new ArrayList<>();
        publish(1);
        publish(2);
        assertThatThrownBy(() -> bus.poll((event, endOfBatch) -> {
                    throw new IllegalStateException("handler");
                }))
                .hasMessage("handler");
        bus.poll((event, endOfBatch) -> read.add(event.epoch()));
        assertThat(read).last().isEqualTo(2L);
    }

    @Test
    void aCapacityThatIsNoPowerOfTwoIsRefused() {
        assertThatThrownBy(() -> new PolledBus(directory, 100)).hasMessageContaining("ring capacity: 100");
    }

    private boolean publish(long epoch) {
        return publisher.tryStatus(instrument, Channel.TRADES, epoch, FeedStatus.LIVE, Reason.FIRST_DATA, 0, 0);
    }
}
