package io.holdfast.transport;

/**
 * Makes a transport with its default settings; found by {@link java.util.ServiceLoader}, so that an application need
 * not name one. Implementations need a public constructor without parameters.
 */
public interface TransportProvider {

    /** {@return a new transport, with one thread; the caller closes it} */
    Transport newTransport();
}
