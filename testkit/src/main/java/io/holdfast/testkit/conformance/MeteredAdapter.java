package io.holdfast.testkit.conformance;

import com.sun.management.ThreadMXBean;
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
import java.lang.management.ManagementFactory;
import java.util.List;

/** A plugin whose reading of messages is watched: how many bytes does it allocate, down to the ring? */
final class MeteredAdapter implements ExchangeAdapter {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final ExchangeAdapter adapter;
    private long frames;
    private long allocated;

    MeteredAdapter(ExchangeAdapter adapter) {
        this.adapter = adapter;
    }

    void reset() {
        frames = 0;
        allocated = 0;
    }

    long frames() {
        return frames;
    }

    long allocated() {
        return allocated;
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
        return new Metered(adapter.newProtocol(profile, sink));
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

    private final class Metered implements ExchangeProtocol {

        private final ExchangeProtocol protocol;

        Metered(ExchangeProtocol protocol) {
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
            final long before = THREADS.getCurrentThreadAllocatedBytes();
            protocol.onFrame(kind, buffer, offset, length);
            allocated += THREADS.getCurrentThreadAllocatedBytes() - before;
            frames++;
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
