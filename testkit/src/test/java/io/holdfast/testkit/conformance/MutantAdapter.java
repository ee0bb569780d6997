package io.holdfast.testkit.conformance;

import io.holdfast.exchange.CatalogException;
import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.exchange.ExchangeProtocol;
import io.holdfast.exchange.ListedInstrument;
import io.holdfast.exchange.Outbound;
import io.holdfast.exchange.ProtocolSink;
import io.holdfast.exchange.WireSubscription;
import io.holdfast.transport.Endpoint;
import io.holdfast.transport.FrameKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.example.toy.ToyAdapter;

/** The toy with one rule broken. */
final class MutantAdapter extends ForwardingAdapter {

    /** Where garbage goes that must not be optimized away. */
    static volatile byte[] garbage = {};

    private final Mutant mutant;

    MutantAdapter(Mutant mutant) {
        super(new ToyAdapter());
        this.mutant = mutant;
    }

    @Override
    public String id() {
        return mutant == Mutant.ID_IN_CAPITALS ? "Toy" : super.id();
    }

    @Override
    public List<ExchangeProfile> profiles() {
        final ExchangeProfile profile = super.profiles().get(0);
        return switch (mutant) {
            case PROFILE_TWICE -> List.of(profile, profile);
            case CLEARTEXT ->
                List.of(profile.toBuilder()
                        .http(Endpoint.of("http://api.toy.example"))
                        .build());
            case FRAMES_TOO_SMALL ->
                List.of(profile.toBuilder().maxMessageBytes(200).build());
            default -> List.of(profile);
        };
    }

    @Override
    public ExchangeProtocol newProtocol(ExchangeProfile profile, ProtocolSink sink) {
        return new Broken(super.newProtocol(profile, new MutantSink(mutant, sink)));
    }

    @Override
    public List<ListedInstrument> readCatalog(ExchangeProfile profile, byte[] body) throws CatalogException {
        final List<ListedInstrument> listed;
        try {
            listed = new ArrayList<>(super.readCatalog(profile, body));
        } catch (CatalogException e) {
            if (mutant == Mutant.CATALOG_ERRORS_IGNORED) {
                return List.of();
            }
            throw e;
        }
        if (mutant == Mutant.CATALOG_LOSES_ONE) {
            listed.remove(0);
        } else if (mutant == Mutant.CATALOG_REPEATS_ONE) {
            listed.add(listed.get(0));
        }
        return listed;
    }

    private final class Broken extends Protocol {

        Broken(ExchangeProtocol protocol) {
            super(protocol);
        }

        @Override
        public int subscribe(List<WireSubscription> pending, Outbound out) {
            return super.subscribe(pending, mutant == Mutant.CHATTERS ? new Chatter(out) : out);
        }

        @Override
        public boolean resync(WireSubscription subscription, Outbound out) {
            return mutant == Mutant.BOOKS_NEVER_REPAIRED || super.resync(subscription, out);
        }

        @Override
        public void onFrame(FrameKind kind, byte[] buffer, int offset, int length) {
            switch (mutant) {
                case THROWS_ON_NOTHING -> garbage = new byte[] {buffer[length == 0 ? -1 : offset]};
                case ALLOCATES -> garbage = new byte[64];
                case TYPE_MUST_COME_FIRST -> {
                    if (!new String(buffer, offset, length, StandardCharsets.UTF_8).startsWith("{\"type\"")) {
                        return;
                    }
                }
                case NO_WHITE_SPACE -> {
                    if (length > 0 && buffer[offset] == ' ') {
                        return;
                    }
                }
                default -> {}
            }
            super.onFrame(kind, buffer, offset, length);
        }
    }

    private record Chatter(Outbound out) implements Outbound {

        @Override
        public void sendText(String message) {
            for (int i = 0; i < 8; i++) {
                out.sendText(message);
            }
        }

        @Override
        public void sendBinary(byte[] buffer, int offset, int length) {
            out.sendBinary(buffer, offset, length);
        }
    }
}
