package io.holdfast.testkit.venue;

import io.holdfast.time.Scheduler;

/**
 * An exchange, seen from its own side of the wire, without I/O: whoever hosts it brings sockets or a simulated network,
 * and the time.
 *
 * <p>Confined to the thread of the scheduler that {@link #start} hands in; every method is called there, and every
 * {@link ClientLink} is used there.
 */
public interface Venue {

    /** {@return the id of the plugin that talks to it, such as {@code kraken}} */
    String id();

    /** Begins trading and whatever else happens by itself. Called once, before anything else. */
    void start(Scheduler scheduler);

    /** Ends whatever happens by itself; connections are the host's to end. Harmless when repeated. */
    void stop();

    /**
     * Answers the upgrade request of a client.
     *
     * @param link the way to the client; it carries nothing before {@link VenueConnection#onOpen}
     */
    Admission accept(ClientRequest request, ClientLink link);

    /** Answers an HTTP GET. */
    HttpAnswer get(ClientRequest request);
}
