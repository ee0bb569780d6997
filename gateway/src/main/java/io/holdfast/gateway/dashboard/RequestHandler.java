package io.holdfast.gateway.dashboard;

import io.holdfast.gateway.metrics.MetricsText;
import io.holdfast.health.HealthReport;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.timeout.IdleStateEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the requests of one connection. Confined to the server's thread. */
final class RequestHandler extends SimpleChannelInboundHandler<FullHttpRequest> {

    /** A page on another site cannot send this header without asking first, and is not answered when it asks. */
    static final String BUTTON_HEADER = "X-Holdfast-Demo";

    private static final Logger LOG = LoggerFactory.getLogger(RequestHandler.class);

    private final DashboardView view;
    private final FaultSwitch faults;
    private final RequestGuard guard;
    private final Pages pages;
    private final Subscribers subscribers;
    private boolean streaming;

    RequestHandler(DashboardView view, FaultSwitch faults, RequestGuard guard, Pages pages, Subscribers subscribers) {
        this.view = view;
        this.faults = faults;
        this.guard = guard;
        this.pages = pages;
        this.subscribers = subscribers;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        if (streaming) {
            context.close(); // nothing may follow on the connection of a stream
            return;
        }
        if (!request.decoderResult().isSuccess()) {
            Responses.text(context, request, HttpResponseStatus.BAD_REQUEST, "not HTTP, or too large");
        } else if (!guard.isForUs(request)) {
            Responses.text(context, request, HttpResponseStatus.MISDIRECTED_REQUEST, "not the host of this server");
        } else {
            route(context, request, new QueryStringDecoder(request.uri()));
        }
    }

    private void route(ChannelHandlerContext context, FullHttpRequest request, QueryStringDecoder target) {
        final String path = target.path();
        if (path.equals("/health")) { // a probe needs no token: it says that the process answers, and nothing else
            Responses.json(context, request, HttpResponseStatus.OK, "{\"status\":\"UP\"}");
        } else if (path.equals("/") && target.parameters().containsKey("token")) {
            signIn(context, request, target.parameters().get("token"));
        } else if (!guard.knowsToken(request)) {
            Responses.text(context, request, HttpResponseStatus.UNAUTHORIZED, "the token is missing or wrong");
        } else if (HttpMethod.POST.equals(request.method())) {
            press(context, request, target);
        } else if (!HttpMethod.GET.equals(request.method()) && !HttpMethod.HEAD.equals(request.method())) {
            Responses.text(context, request, HttpResponseStatus.METHOD_NOT_ALLOWED, "GET only");
        } else {
            read(context, request, path);
        }
    }

    private void read(ChannelHandlerContext context, FullHttpRequest request, String path) {
        switch (path) {
            case "/api/status" -> Responses.json(context, request, HttpResponseStatus.OK, StatusJson.of(view, faults));
            case "/api/prices" ->
                Responses.json(
                        context, request, HttpResponseStatus.OK, PricesJson.whole(view.prices(), view.nowNanos()));
            case "/metrics" ->
                Responses.bytes(
                        context,
                        request,
                        HttpResponseStatus.OK,
                        MetricsText.CONTENT_TYPE,
                        MetricsText.of(
                                        view.health(),
                                        view.gates(),
                                        view.circuits(),
                                        view.sessions(),
                                        view.ringCapacity(),
                                        view.ringRemaining())
                                .getBytes(StandardCharsets.UTF_8));
            case "/ready" -> ready(context, request);
            case "/events" -> stream(context, request);
            default -> {
                final Pages.Page page = pages.get(path);
                if (page == null) {
                    Responses.text(context, request, HttpResponseStatus.NOT_FOUND, "no such page");
                } else {
                    Responses.bytes(context, request, HttpResponseStatus.OK, page.type(), page.body());
                }
            }
        }
    }

    /** Ready as soon as one exchange is live: a dead one must not keep the others from being used. */
    private void ready(ChannelHandlerContext context, FullHttpRequest request) {
        final HealthReport report = view.health();
        final Json json = new Json().beginObject();
        json.key("ready").bool(!report.connected().isEmpty());
        json.key("connected").beginArray();
        report.connected().forEach(json::untrusted);
        json.endArray().key("disconnected").beginArray();
        report.disconnected().forEach(json::untrusted);
        json.endArray().endObject();
        final boolean ready = !report.connected().isEmpty();
        Responses.json(
                context,
                request,
                ready ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE,
                json.toString());
    }

    private void stream(ChannelHandlerContext context, FullHttpRequest request) {
        if (subscribers.isFull()) {
            Responses.text(
                    context,
                    request,
                    HttpResponseStatus.SERVICE_UNAVAILABLE,
                    "streams: " + Subscribers.MOST + " (expected: fewer)");
            return;
        }
        streaming = true;
        subscribers.add(context);
    }

    private void press(ChannelHandlerContext context, FullHttpRequest request, QueryStringDecoder target) {
        final List<String> exchange = target.parameters().getOrDefault("exchange", List.of());
        final List<String> fault = target.parameters().getOrDefault("fault", List.of());
        if (faults == FaultSwitch.NONE) {
            Responses.text(context, request, HttpResponseStatus.METHOD_NOT_ALLOWED, "GET only");
        } else if (!target.path().equals("/demo/fault") || exchange.size() != 1 || fault.size() != 1) {
            Responses.text(context, request, HttpResponseStatus.NOT_FOUND, "no such button");
        } else if (request.headers().get(BUTTON_HEADER) == null) {
            Responses.text(context, request, HttpResponseStatus.FORBIDDEN, "the button of another page");
        } else {
            try {
                faults.inject(exchange.get(0), fault.get(0));
                Responses.json(context, request, HttpResponseStatus.OK, "{\"done\":true}");
            } catch (IllegalArgumentException e) {
                Responses.text(
                        context, request, HttpResponseStatus.NOT_FOUND, Json.harmless(String.valueOf(e.getMessage())));
            }
        }
    }

    /** Turns the token of an address, which browsers remember, into a cookie, and the address into one without. */
    private void signIn(ChannelHandlerContext context, FullHttpRequest request, List<String> tokens) {
        if (tokens.size() != 1 || !guard.isToken(tokens.get(0))) {
            Responses.text(context, request, HttpResponseStatus.UNAUTHORIZED, "the token is wrong");
            return;
        }
        final FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.SEE_OTHER);
        Responses.secure(response.headers());
        response.headers()
                .set(HttpHeaderNames.LOCATION, "/")
                .set(
                        HttpHeaderNames.SET_COOKIE,
                        RequestGuard.COOKIE + "=" + tokens.get(0) + "; Path=/; HttpOnly; SameSite=Strict")
                .setInt(HttpHeaderNames.CONTENT_LENGTH, 0);
        Responses.send(context, request, response);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        if (event instanceof IdleStateEvent) {
            if (!streaming) {
                context.close();
            }
        } else {
            super.userEventTriggered(context, event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("dashboard: {}", cause.toString());
        context.close();
    }
}
