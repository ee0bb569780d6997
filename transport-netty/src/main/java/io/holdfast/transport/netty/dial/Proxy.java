package io.holdfast.transport.netty.dial;

import io.netty.handler.proxy.ProxyHandler;
import java.net.InetSocketAddress;
import java.util.function.Function;

/**
 * A proxy between us and every server; it also looks the servers' names up.
 *
 * @param host     its own name or address
 * @param handlers makes the handler for one connection through it
 */
public record Proxy(String host, int port, Function<InetSocketAddress, ProxyHandler> handlers) {}
