package io.holdfast.transport;

import io.holdfast.time.Scheduler;

/**
 * Opens connections. One transport serves any number of them; its threads are made when it is made, and no others
 * later, however often connections come and go.
 */
public interface Transport extends AutoCloseable {

    /**
     * {@return a scheduler on one of this transport's threads} Everything that is opened with it lives on that thread.
     * Schedulers are dealt out over the threads in turn. Any thread.
     */
    Scheduler newScheduler();

    /** {@return the number of threads that {@link #newScheduler} deals out; with one, all data has one writer} */
    int threads();

    /**
     * Begins to open a WebSocket. Returns at once; what becomes of it is told to the listener. Scheduler's thread only.
     *
     * <p>All addresses of the host are tried in turn before the attempt fails.
     *
     * @param scheduler one that {@link #newScheduler} of this transport returned
     * @return the way to give up while the attempt is under way; after {@link ConnectionListener#onOpen} use the
     *     connection itself
     */
    Attempt connect(ConnectRequest request, Scheduler scheduler, ConnectionListener listener);

    /**
     * Begins an HTTP GET. Returns at once. Redirects are not followed. Scheduler's thread only.
     *
     * @return the way to give it up
     */
    Attempt get(HttpRequest request, Scheduler scheduler, HttpListener listener);

    /**
     * Walks the whole way of a connection once, against a server of the transport's own on loopback, so that the first
     * real reconnect does not pay for class loading and first-time initialisation. Blocks, a few seconds at most; call
     * it at start, from a thread that is not the transport's. A transport with nothing to rehearse does nothing.
     */
    default void rehearse() {}

    /**
     * Ends every connection with {@link DisconnectCause#TRANSPORT_CLOSED} and stops the threads. Blocks no longer than
     * two seconds. Harmless when repeated.
     */
    @Override
    void close();

    /** Something under way that can be given up. */
    interface Attempt {

        /**
         * Gives it up. The listener is told the end ({@link DisconnectCause#CLOSED_BY_US}) on a later turn of the
         * thread. Harmless when it has ended. Scheduler's thread only.
         */
        void abort();
    }
}
