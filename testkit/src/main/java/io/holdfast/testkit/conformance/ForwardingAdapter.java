package io.holdfast.testkit.conformance;

import io.holdfast.exchange.CatalogException;
import io.holdfast.exchange.ExchangeAdapter;
import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.exchange.ExchangeProtocol;
import io.holdfast.exchange.ListedInstrument;
import io.holdfast.exchange.Outbound;
import io.holdfast.exchange.ProtocolSink;
import io.holdfast.exchange.Refusal;
import io.holdfast.exchange.UpgradeTarget;
import io.holdfast.exchange.WireSubscription;
import io.holdfast.transport.Disconnect;
import io.holdfast.transport.FrameKind;
import java.util.List;

/** A plugin that does all that another one does; whoever extends it watches, or does one thing otherwise. */
class ForwardingAdapter implements ExchangeAdapter {

    private final ExchangeAdapter adapter;

    ForwardingAdapter(ExchangeAdapter adapter) {
        this.adapter = adapter;
    }

    @Override
    public String id() {
        return adapter.id();
    }

    @Override
    public List<ExchangeProfile> profiles() {
        return adapter.profiles();
    }

    @Override
    public ExchangeProtocol newProtocol(ExchangeProfile profile, ProtocolSink sink) {
        return adapter.newProtocol(profile, sink);
    }

    @Override
    public String catalogTarget(ExchangeProfile profile) {
        return adapter.catalogTarget(profile);
    }

    @Override
    public int catalogWeight(ExchangeProfile profile) {
        return adapter.catalogWeight(profile);
    }

    @Override
    public List<ListedInstrument> readCatalog(ExchangeProfile profile, byte[] body) throws CatalogException {
        return adapter.readCatalog(profile, body);
    }

    @Override
    public Refusal classify(Disconnect disconnect) {
        return adapter.classify(disconnect);
    }

    /** The same of one connection. */
    static class Protocol implements ExchangeProtocol {

        private final ExchangeProtocol protocol;

        Protocol(ExchangeProtocol protocol) {
            this.protocol = protocol;
        }

        @Override
        public UpgradeTarget upgradeTarget(List<WireSubscription> wanted) {
            return protocol.upgradeTarget(wanted);
        }

        @Override
        public void onOpened(Outbound out) {
            protocol.onOpened(out);
        }

        @Override
        public int subscribe(List<WireSubscription> pending, Outbound out) {
            return protocol.subscribe(pending, out);
        }

        @Override
        public int unsubscribe(List<WireSubscription> pending, Outbound out) {
            return protocol.unsubscribe(pending, out);
        }

        @Override
        public void onFrame(FrameKind kind, byte[] buffer, int offset, int length) {
            protocol.onFrame(kind, buffer, offset, length);
        }

        @Override
        public void onResource(int id, int status, byte[] body) {
            protocol.onResource(id, status, body);
        }

        @Override
        public boolean resync(WireSubscription subscription, Outbound out) {
            return protocol.resync(subscription, out);
        }

        @Override
        public void sendApplicationPing(Outbound out) {
            protocol.sendApplicationPing(out);
        }
    }
}
