package io.holdfast.testkit.venue;

import static java.util.Objects.requireNonNull;

import io.holdfast.market.Instrument;
import io.holdfast.market.InstrumentStatus;
import io.holdfast.time.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What venues have in common: a {@link MarketModel} whose ticks the scheduler gives, the connections, the faults and
 * the listeners. A venue of one's own extends this, or implements {@link Venue} alone.
 *
 * @param <C> what the venue keeps of a client
 */
public abstract class SimulatedVenue<C extends SimulatedConnection> implements Venue, MarketListener {

    private final String id;
    private final MarketModel model;
    private final long tickNanos;
    private final VenueFaults faults = new VenueFaults();
    private final List<VenueListener> listeners = new ArrayList<>();
    private final List<C> connections = new ArrayList<>();

    private @Nullable Scheduler scheduler;
    private Scheduler.Timer tick = Scheduler.Timer.NONE;
    private boolean stopped;
    private long connectionsEver;

    /**
     * Makes a venue that has not begun.
     *
     * @param tick how often the markets move by themselves; zero for never
     */
    @SuppressWarnings("this-escape") // nothing happens in the model before start()
    protected SimulatedVenue(String id, MarketModel model, Duration tick) {
        if (tick.isNegative()) {
            throw new IllegalArgumentException("tick: " + tick + " (expected: >= 0)");
        }
        this.id = requireNonNull(id, "id");
        this.model = requireNonNull(model, "model");
        this.tickNanos = tick.toNanos();
        model.addListener(this);
    }

    @Override
    public final String id() {
        return id;
    }

    /** {@return how the numbers of its events are to be read; unless overridden, each is the market's own} */
    public Numbering numbering() {
        return Numbering.OWN;
    }

    /** {@return the markets} */
    public final MarketModel model() {
        return model;
    }

    /** {@return what goes wrong} */
    public final VenueFaults faults() {
        return faults;
    }

    /** {@return the clients that are connected, in the order of their coming} */
    public final List<C> connections() {
        return Collections.unmodifiableList(connections);
    }

    /** {@return how many clients have ever connected} */
    public final long connectionsEver() {
        return connectionsEver;
    }

    /** Tells a listener who is told what, from now on. */
    public final void addListener(VenueListener listener) {
        listeners.add(requireNonNull(listener, "listener"));
    }

    @Override
    public final void start(Scheduler on) {
        if (scheduler != null) {
            throw new IllegalStateException("venue " + id + ": started twice (expected: once)");
        }
        scheduler = requireNonNull(on, "scheduler");
        if (tickNanos > 0) {
            tick = on.schedule(this::onTick, tickNanos);
        }
        onStart();
    }

    @Override
    public void stop() {
        stopped = true;
        tick.cancel();
    }

    /** Lets a number of orders come now, to one market after the other, and publishes what follows from them. */
    public final void step(int orders) {
        model.step(orders, scheduler().epochNanos());
    }

    /** Lets a number of orders come now to one market. */
    public final void step(Instrument instrument, int orders) {
        model.step(instrument, orders, scheduler().epochNanos());
    }

    /** Sets what the exchange says of trading in an instrument, and tells whom its protocol tells. */
    public final void status(Instrument instrument, InstrumentStatus status) {
        final Market market = model.market(instrument);
        market.status(status);
        onStatus(market);
    }

    /** The venue has a scheduler now. */
    protected void onStart() {}

    /** An instrument has another status. */
    protected void onStatus(Market market) {}

    /** {@return the scheduler; only after {@link #start}} */
    public final Scheduler scheduler() {
        if (scheduler == null) {
            throw new IllegalStateException("venue " + id + ": not started (expected: start first)");
        }
        return scheduler;
    }

    /** {@return whether it has ended} */
    protected final boolean isStopped() {
        return stopped;
    }

    /** {@return who is told what is published} */
    protected final List<VenueListener> listeners() {
        return listeners;
    }

    final void opened(C connection) {
        connections.add(connection);
        connectionsEver++;
        listeners.forEach(listener -> listener.onOpened(connection.link()));
    }

    final void closed(C connection) {
        if (connections.remove(connection)) {
            listeners.forEach(listener -> listener.onClosed(connection.link()));
        }
    }

    private void onTick() {
        if (!stopped) {
            tick = scheduler().schedule(this::onTick, tickNanos);
            model.tick(scheduler().epochNanos());
        }
    }
}
