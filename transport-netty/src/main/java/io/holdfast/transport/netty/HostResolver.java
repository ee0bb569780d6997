package io.holdfast.transport.netty;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Looks a host name up. Called on threads of the transport's resolver, several at a time; it may block. */
@FunctionalInterface
public interface HostResolver {

    /** The JDK's resolver, which is the operating system's. */
    HostResolver SYSTEM = InetAddress::getAllByName;

    /**
     * {@return all addresses of a host, in the order in which to try them; at least one}
     *
     * @throws UnknownHostException if it has none, or nobody can be asked
     */
    InetAddress[] resolve(String host) throws UnknownHostException;
}
