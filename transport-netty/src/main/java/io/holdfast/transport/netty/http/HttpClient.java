package io.holdfast.transport.netty.http;

import io.holdfast.transport.HttpListener;
import io.holdfast.transport.HttpRequest;
import io.holdfast.transport.Transport;
import io.holdfast.transport.netty.dial.Dialer;
import io.holdfast.transport.netty.loop.Counters.Count;
import io.holdfast.transport.netty.loop.IoLoop;

/** Makes GET requests on one I/O thread, each on a connection of its own. Confined to that thread. */
public final class HttpClient {

    private final IoLoop loop;
    private final Dialer dialer;

    /** Makes a client; any thread. */
    public HttpClient(IoLoop loop, Dialer dialer) {
        this.loop = loop;
        this.dialer = dialer;
    }

    /** Begins a request. See {@link Transport#get}. */
    public Transport.Attempt get(HttpRequest request, HttpListener listener) {
        final HttpGet get = new HttpGet(loop, request, listener);
        loop.counters().increment(Count.REQUESTS);
        get.begin(dialer);
        return get;
    }
}
