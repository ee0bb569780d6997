package io.holdfast.session;

import io.holdfast.exchange.Anomaly;
import io.holdfast.exchange.ExchangeAdapter;
import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.exchange.ExchangeProtocol;
import io.holdfast.exchange.ListedInstrument;
import io.holdfast.exchange.Outbound;
import io.holdfast.exchange.ProtocolSink;
import io.holdfast.exchange.Refusal;
import io.holdfast.exchange.UnreadFrame;
import io.holdfast.exchange.UpgradeTarget;
import io.holdfast.exchange.WireSubscription;
import io.holdfast.transport.Disconnect;
import io.holdfast.transport.FrameKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * As {@link ToyAdapter}, and it greets, pings by messages of its own and fetches over HTTP: {@code fetch ID TARGET WEIGHT
 * [MILLIS]}; also {@code quiet ID}, {@code limited}, {@code unread} and {@code broken}. What was fetched is told as a snapshot of the subscription, or noted.
 */
final class TalkativeAdapter implements ExchangeAdapter {

    final List<String> resources = new ArrayList<>();
    /** Instruments that the list does not name. */
    final Set<String> unlisted = new HashSet<>();

    /** What reading the list throws; null for nothing. */
    @Nullable
    RuntimeException bug;

    private final boolean greets;
    private final ToyAdapter toy;

    TalkativeAdapter(boolean greets, int inUrl) {
        this.greets = greets;
        this.toy = new ToyAdapter(inUrl);
    }

    @Override
    public String id() {
        return toy.id();
    }

    @Override
    public List<ExchangeProfile> profiles() {
        return toy.profiles();
    }

    @Override
    public String catalogTarget(ExchangeProfile profile) {
        return toy.catalogTarget(profile);
    }

    @Override
    public List<ListedInstrument> readCatalog(ExchangeProfile profile, byte[] body) {
        if (bug != null) {
            throw bug;
        }
        return toy.readCatalog(profile, body).stream()
                .filter(listed -> !unlisted.contains(listed.instrument().toString()))
                .toList();
    }

    @Override
    public Refusal classify(Disconnect disconnect) {
        return toy.classify(disconnect);
    }

    @Override
    public ExchangeProtocol newProtocol(ExchangeProfile profile, ProtocolSink sink) {
        return new Talkative(toy.newProtocol(profile, sink), sink);
    }

    private final class Talkative implements ExchangeProtocol {

        private final ExchangeProtocol toyProtocol;
        private final ProtocolSink sink;
        private int pings;

        Talkative(ExchangeProtocol toyProtocol, ProtocolSink sink) {
            this.toyProtocol = toyProtocol;
            this.sink = sink;
        }

        @Override
        public void onOpened(Outbound out) {
            if (greets) {
                final byte[] hello = "..hello..".getBytes(StandardCharsets.UTF_8);
                out.sendBinary(hello, 2, 5);
            }
        }

        @Override
        public void sendApplicationPing(Outbound out) {
            out.sendText("ping " + ++pings);
        }

        @Override
        public UpgradeTarget upgradeTarget(List<WireSubscription> wanted) {
            return toyProtocol.upgradeTarget(wanted);
        }

        @Override
        public int subscribe(List<WireSubscription> pending, Outbound out) {
            return toyProtocol.subscribe(pending, out);
        }

        @Override
        public int unsubscribe(List<WireSubscription> pending, Outbound out) {
            return toyProtocol.unsubscribe(pending, out);
        }

        @Override
        public boolean resync(WireSubscription subscription, Outbound out) {
            return toyProtocol.resync(subscription, out);
        }

        @Override
        public void onFrame(FrameKind kind, byte[] buffer, int offset, int length) {
            final String[] words = new String(buffer, offset, length, StandardCharsets.UTF_8).split(" ");
            switch (words[0]) {
                case "fetch" -> fetch(words);
                case "quiet" -> sink.quiet(Integer.parseInt(words[1]));
                case "limited" -> sink.rateLimited("toy");
                case "unread" -> sink.unread(UnreadFrame.UNKNOWN_TYPE, 0);
                case "broken" -> sink.connectionAnomaly(Anomaly.SEQUENCE_GAP, "toy");
                default -> toyProtocol.onFrame(kind, buffer, offset, length);
            }
        }

        private void fetch(String[] words) {
            final int id = Integer.parseInt(words[1]);
            final int weight = Integer.parseInt(words[3]);
            if (words.length == 4) {
                sink.fetch(id, words[2], weight);
            } else {
                sink.fetch(id, words[2], weight, Long.parseLong(words[4]) * 1_000_000);
            }
        }

        @Override
        public void onResource(int id, int status, byte[] body) {
            resources.add(id + " " + status + " " + new String(body, StandardCharsets.UTF_8));
            if (status == 200) {
                final byte[] snapshot = ("snapshot " + id + " 1").getBytes(StandardCharsets.UTF_8);
                toyProtocol.onFrame(FrameKind.TEXT, snapshot, 0, snapshot.length);
            }
        }
    }
}
