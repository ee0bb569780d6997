package io.holdfast.benchmarks.decode;

import io.holdfast.exchange.CatalogException;
import io.holdfast.exchange.ExchangeAdapter;
import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.exchange.ExchangeProtocol;
import io.holdfast.exchange.ListedInstrument;
import io.holdfast.exchange.Outbound;
import io.holdfast.exchange.UpgradeTarget;
import io.holdfast.exchange.WireSubscription;
import io.holdfast.market.Instrument;
import io.holdfast.market.Subscription;
import io.holdfast.testkit.venue.Admission;
import io.holdfast.testkit.venue.ClientLink;
import io.holdfast.testkit.venue.ClientRequest;
import io.holdfast.testkit.venue.SimulatedVenue;
import io.holdfast.testkit.venue.VenueConnection;
import io.holdfast.time.VirtualScheduler;
import io.holdfast.transport.FrameKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What an exchange and its plugin said to each other, written down once and replayed to any number of fresh protocols:
 * first what brings the subscription live, then so many frames of data, in their right order.
 */
final class Conversation {

    /** One thing that the exchange said: a frame, or a resource that had been fetched. */
    private record Said(byte[] bytes, boolean isResource) {}

    private static final int WARM_UP_STEPS = 200;
    private static final int MOST_REQUESTS = 4;

    final byte[][] frames;

    private final Hot hot;
    private final ExchangeProfile profile;
    private final WireSubscription subscription;
    private final List<Said> prelude;

    private Conversation(Recorder recorder, int preludeLength) {
        this.hot = recorder.hot;
        this.profile = recorder.profile;
        this.subscription = recorder.subscription;
        this.prelude = List.copyOf(recorder.said.subList(0, preludeLength));
        this.frames = recorder.said.subList(preludeLength, recorder.said.size()).stream()
                .map(Said::bytes)
                .toArray(byte[][]::new);
    }

    /** Holds the conversation until at least so many frames of data have come. */
    static Conversation hold(Hot hot, int frames) {
        final Recorder recorder = new Recorder(hot);
        recorder.connect();
        for (int i = 0; i < WARM_UP_STEPS; i++) {
            recorder.step();
        }
        if (recorder.sink.events == 0) {
            throw new IllegalStateException(hot + ": no data yet");
        }
        final int prelude = recorder.said.size();
        while (recorder.said.size() - prelude < frames) {
            recorder.step();
        }
        return new Conversation(recorder, prelude);
    }

    /** {@return a protocol that has heard everything up to the first of {@link #frames}} */
    ExchangeProtocol newProtocol(CountingSink sink) {
        final ExchangeProtocol protocol = hot.adapter().newProtocol(profile, sink);
        final Outbound nowhere = new Nowhere();
        final UpgradeTarget target = protocol.upgradeTarget(List.of(subscription));
        protocol.onOpened(nowhere);
        if (target.included() == 0) {
            subscribe(protocol, subscription, nowhere);
        }
        for (final Said said : prelude) {
            if (said.isResource()) {
                protocol.onResource(subscription.id(), 200, said.bytes());
            } else {
                protocol.onFrame(FrameKind.TEXT, said.bytes(), 0, said.bytes().length);
            }
        }
        return protocol;
    }

    /** A request may go before that covers no subscription yet. */
    private static void subscribe(ExchangeProtocol protocol, WireSubscription subscription, Outbound out) {
        int requests = 1;
        while (protocol.subscribe(List.of(subscription), out) == 0) {
            if (++requests > MOST_REQUESTS) {
                throw new IllegalStateException(subscription + ": not asked for by " + MOST_REQUESTS + " requests");
            }
        }
    }

    /** Both sides, in virtual time. */
    private static final class Recorder implements ClientLink, Outbound {

        private final Hot hot;
        private final VirtualScheduler scheduler = new VirtualScheduler();
        private final CountingSink sink = new CountingSink();
        private final List<Said> said = new ArrayList<>();
        private final SimulatedVenue<?> venue;
        private final ExchangeProfile profile;
        private final ExchangeProtocol protocol;
        private final WireSubscription subscription;
        private VenueConnection connection;

        Recorder(Hot hot) {
            this.hot = hot;
            venue = hot.venue();
            venue.start(scheduler);
            final ExchangeAdapter adapter = hot.adapter();
            profile = adapter.profiles().get(0);
            protocol = adapter.newProtocol(profile, sink);
            subscription = new WireSubscription(
                    0, new Subscription(Instrument.of(hot.instrument), hot.channel), listed(adapter));
        }

        void connect() {
            final UpgradeTarget target = protocol.upgradeTarget(List.of(subscription));
            final Admission.Admitted admitted = (Admission.Admitted) venue.accept(
                    ClientRequest.of(
                            target.target().isEmpty() ? profile.streams().get(0).target() : target.target()),
                    this);
            connection = admitted.connection();
            connection.onOpen();
            protocol.onOpened(this);
            if (target.included() == 0) {
                subscribe(protocol, subscription, this);
            }
            scheduler.runReady();
        }

        void step() {
            venue.step(hot.orders);
            scheduler.advance(hot.step);
            while (!sink.fetches.isEmpty()) {
                final byte[] body =
                        venue.get(ClientRequest.of(sink.fetches.remove())).body();
                said.add(new Said(body, true));
                protocol.onResource(subscription.id(), 200, body);
            }
        }

        private ListedInstrument listed(ExchangeAdapter adapter) {
            final byte[] body =
                    venue.get(ClientRequest.of(adapter.catalogTarget(profile))).body();
            try {
                return adapter.readCatalog(profile, body).stream()
                        .filter(listed -> listed.instrument().equals(Instrument.of(hot.instrument)))
                        .findFirst()
                        .orElseThrow();
            } catch (CatalogException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void sendText(byte[] buffer, int offset, int length) {
            final byte[] frame = Arrays.copyOfRange(buffer, offset, offset + length);
            said.add(new Said(frame, false));
            protocol.onFrame(FrameKind.TEXT, frame, 0, length);
        }

        @Override
        public void sendText(String message) {
            final byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
            connection.onText(bytes, 0, bytes.length);
        }

        @Override
        public void sendBinary(byte[] buffer, int offset, int length) {
            throw new IllegalStateException("binary");
        }

        @Override
        public void ping() {
            scheduler.execute(connection::onPong);
        }

        @Override
        public void close(int code, String reason) {
            throw new IllegalStateException("closed: " + code + " " + reason);
        }

        @Override
        public void drop() {
            throw new IllegalStateException("dropped");
        }
    }

    /** Takes what a replayed protocol says; the answers are written down already. */
    private static final class Nowhere implements Outbound {

        @Override
        public void sendText(String message) {}

        @Override
        public void sendBinary(byte[] buffer, int offset, int length) {}
    }
}
