package io.holdfast.testkit.venue;

import io.holdfast.market.Subscription;
import io.holdfast.time.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/** What a {@link SimulatedVenue} keeps of one client. Confined to the venue's thread. */
public abstract class SimulatedConnection implements VenueConnection {

    private final SimulatedVenue<?> venue;
    private final ClientLink link;
    private final Runnable registration;
    private final Runnable deregistration;
    private final List<Scheduler.Timer> timers = new ArrayList<>();
    private final List<Held> held = new ArrayList<>();
    private long messagesReceived;
    private boolean open;

    /** Makes the connection of a client that has been let in. */
    @SuppressWarnings("this-escape") // only handed on by onOpen and onClosed
    protected <C extends SimulatedConnection> SimulatedConnection(
            SimulatedVenue<C> venue, ClientLink link, Class<C> type) {
        this.venue = venue;
        this.link = link;
        registration = () -> venue.opened(type.cast(this));
        deregistration = () -> venue.closed(type.cast(this));
    }

    /** {@return the way to the client} */
    public final ClientLink link() {
        return link;
    }

    /** {@return what the client is subscribed to} */
    public abstract List<Subscription> subscriptions();

    /** {@return how many messages came from the client: requests, pings and pongs} */
    public final long messagesReceived() {
        return messagesReceived;
    }

    /** {@return whether it is open} */
    public final boolean isOpen() {
        return open;
    }

    @Override
    public final void onOpen() {
        open = true;
        registration.run();
        opened();
    }

    @Override
    public final void onText(byte[] buffer, int offset, int length) {
        if (open && received()) {
            request(buffer, offset, length);
        }
    }

    @Override
    public final void onBinary(byte[] buffer, int offset, int length) {
        if (open && received()) {
            request(buffer, offset, length);
        }
    }

    @Override
    public final void onPing() {
        if (open) {
            received();
        }
    }

    @Override
    public final void onPong() {
        if (open && received()) {
            ponged();
        }
    }

    @Override
    public final void onClosed() {
        if (open) {
            open = false;
            timers.forEach(Scheduler.Timer::cancel);
            timers.clear();
            held.clear();
            ended();
            deregistration.run();
        }
    }

    /** The client may be told something now. */
    protected void opened() {}

    /** A pong came. */
    protected void ponged() {}

    /** The client is gone; timers have been called off. */
    protected void ended() {}

    /** A message came. */
    protected abstract void request(byte[] buffer, int offset, int length);

    /** Counts a message against the limits of the exchange. {@return false if the client is to be heard no more} */
    protected boolean withinLimits() {
        return true;
    }

    /** Sends a message that is not market data. */
    protected final void send(FrameText frame) {
        link.sendText(frame.buffer(), 0, frame.length());
    }

    /** Runs something again and again while the connection is open, first after one interval. */
    protected final void every(Duration interval, Runnable task) {
        after(interval, () -> {
            every(interval, task);
            task.run();
        });
    }

    /** Runs something later, if the connection is still open then. {@return the way to call it off} */
    protected final Scheduler.Timer after(Duration delay, Runnable task) {
        final Scheduler.Timer[] own = new Scheduler.Timer[1];
        own[0] = venue.scheduler()
                .schedule(
                        () -> {
                            timers.remove(own[0]);
                            if (open) {
                                task.run();
                            }
                        },
                        delay.toNanos());
        timers.add(own[0]);
        return own[0];
    }

    /**
     * Lets one message with market data meet its fate, and tells the listeners.
     *
     * @param snapshot whether it stands for itself
     * @param firstId  see {@link VenueListener#onPublished}
     * @param lastId   the same
     */
    protected final void publish(
            Subscription subscription, boolean snapshot, long firstId, long lastId, FrameText frame, Fate fate) {
        if (fate != Fate.SENT) {
            tell(fate, subscription, firstId, lastId);
        }
        switch (fate) {
            case LOST -> {}
            case DELAYED -> held.add(Held.of(subscription, snapshot, firstId, lastId, frame));
            default -> {
                sendData(subscription, snapshot, firstId, lastId, frame.buffer(), frame.length());
                if (fate == Fate.DUPLICATED) {
                    sendData(subscription, snapshot, firstId, lastId, frame.buffer(), frame.length());
                }
                if (!held.isEmpty()) {
                    release(subscription);
                }
            }
        }
    }

    /** Tells the listeners that the client is subscribed now. */
    protected final void tellSubscribed(Subscription subscription) {
        venue.listeners().forEach(listener -> listener.onSubscribed(link, subscription));
    }

    /** Tells the listeners that the client was refused. */
    protected final void tellRefused(Subscription subscription) {
        venue.listeners().forEach(listener -> listener.onRefused(link, subscription));
    }

    /** Tells the listeners that the client is subscribed no longer. */
    protected final void tellUnsubscribed(Subscription subscription) {
        venue.listeners().forEach(listener -> listener.onUnsubscribed(link, subscription));
    }

    private boolean received() {
        messagesReceived++;
        return withinLimits();
    }

    private void release(Subscription subscription) {
        for (final Iterator<Held> each = held.iterator(); each.hasNext(); ) {
            final Held late = each.next();
            if (late.subscription.equals(subscription)) {
                each.remove();
                sendData(subscription, late.snapshot, late.firstId, late.lastId, late.message, late.message.length);
            }
        }
    }

    private void sendData(
            Subscription subscription, boolean snapshot, long firstId, long lastId, byte[] buffer, int length) {
        link.sendText(buffer, 0, length);
        final List<VenueListener> listeners = venue.listeners();
        for (int i = 0; i < listeners.size(); i++) {
            listeners.get(i).onPublished(link, subscription, snapshot, firstId, lastId);
        }
    }

    private void tell(Fate fate, Subscription subscription, long firstId, long lastId) {
        venue.listeners().forEach(listener -> listener.onTamperedWith(link, subscription, fate, firstId, lastId));
    }

    private record Held(Subscription subscription, boolean snapshot, long firstId, long lastId, byte[] message) {

        static Held of(Subscription subscription, boolean snapshot, long firstId, long lastId, FrameText frame) {
            final byte[] message = Arrays.copyOf(frame.buffer(), frame.length());
            return new Held(subscription, snapshot, firstId, lastId, message);
        }
    }
}
