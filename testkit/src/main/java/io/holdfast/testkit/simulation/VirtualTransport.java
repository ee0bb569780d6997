package io.holdfast.testkit.simulation;

import io.holdfast.time.Scheduler;
import io.holdfast.transport.ConnectRequest;
import io.holdfast.transport.ConnectionListener;
import io.holdfast.transport.HttpListener;
import io.holdfast.transport.HttpRequest;
import io.holdfast.transport.Transport;
import java.util.HashSet;
import java.util.Set;

/**
 * The {@link Transport} SPI in virtual time, on a {@link VirtualNetwork}. It honours the limits of a connection and
 * tells causes and phases exactly as the Netty transport does, so that what holds here holds there.
 *
 * <p>Confined to the simulation's thread.
 */
public final class VirtualTransport implements Transport {

    private final VirtualNetwork network;
    private final VirtualHost host;
    /** Names that were once resolved: their addresses are kept in reserve, for when the name server fails. */
    private final Set<String> resolvedBefore = new HashSet<>();

    private boolean closed;

    /** Makes the transport of one host. */
    public VirtualTransport(VirtualNetwork network, VirtualHost host) {
        this.network = network;
        this.host = host;
    }

    @Override
    public Scheduler newScheduler() {
        return host;
    }

    @Override
    public int threads() {
        return 1;
    }

    @Override
    public Attempt connect(ConnectRequest request, Scheduler scheduler, ConnectionListener listener) {
        final VirtualUpgrade upgrade = new VirtualUpgrade(this, request, listener);
        upgrade.begin();
        return upgrade;
    }

    @Override
    public Attempt get(HttpRequest request, Scheduler scheduler, HttpListener listener) {
        final VirtualGet get = new VirtualGet(this, request, listener);
        get.begin();
        return get;
    }

    /** Ends nothing that is open: the simulation ends with its host. New attempts fail. */
    @Override
    public void close() {
        closed = true;
    }

    VirtualNetwork network() {
        return network;
    }

    VirtualHost host() {
        return host;
    }

    boolean isClosed() {
        return closed;
    }

    boolean wasResolved(String name) {
        return resolvedBefore.contains(name);
    }

    void resolved(String name) {
        resolvedBefore.add(name);
    }
}
