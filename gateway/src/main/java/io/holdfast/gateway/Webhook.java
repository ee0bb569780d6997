package io.holdfast.gateway;

import io.holdfast.gateway.dashboard.Json;
import io.holdfast.health.Alert;
import io.holdfast.health.AlertListener;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends alerts to an address as JSON, by POST. Never blocks: a few may be under way at once, and what is more is dropped
 * and said in the log; so is what was not taken after three attempts. Any thread.
 */
final class Webhook implements AlertListener {

    private static final int MOST_UNDER_WAY = 16;
    private static final int MOST_ATTEMPTS = 3;
    private static final int FIRST_REFUSAL = 300;
    private static final long WAIT_SECONDS = 2;
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Logger LOG = LoggerFactory.getLogger(Webhook.class);

    private final URI address;
    private final AtomicInteger underWay = new AtomicInteger();
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(LIMIT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    Webhook(URI address) {
        this.address = address;
    }

    /**
     * {@return the address of a text}
     *
     * @throws IllegalArgumentException if alerts may not be sent there
     */
    static URI address(String text) {
        final URI uri = URI.create(text);
        final boolean isPlain =
                "http".equals(uri.getScheme()) && uri.getHost() != null && LOOPBACK.contains(uri.getHost());
        if (uri.getHost() == null || uri.getUserInfo() != null || !("https".equals(uri.getScheme()) || isPlain)) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" (expected: https://HOST/PATH; http:// for this machine only)");
        }
        return uri;
    }

    @Override
    public void onAlert(Alert alert) {
        if (underWay.incrementAndGet() > MOST_UNDER_WAY) {
            underWay.decrementAndGet();
            LOG.warn("webhook: alert {} dropped, {} are under way", alert.id(), MOST_UNDER_WAY);
            return;
        }
        final HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(LIMIT)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json(alert)))
                .build();
        send(request, alert, 1).whenComplete((done, failure) -> underWay.decrementAndGet());
    }

    static String json(Alert alert) {
        final Json json = new Json().beginObject();
        json.key("id").integer(alert.id());
        json.key("status").text(alert.cleared() ? "cleared" : "raised");
        json.key("exchange").untrusted(alert.exchange());
        json.key("rule").untrusted(alert.rule());
        json.key("message").untrusted(alert.message());
        json.key("raisedAt").integer(TimeUnit.NANOSECONDS.toMillis(alert.raisedAtEpochNanos()));
        if (alert.cleared()) {
            json.key("lastedMs").millis(alert.lastedNanos(0));
        }
        return json.endObject().toString();
    }

    private CompletableFuture<Void> send(HttpRequest request, Alert alert, int attempt) {
        return client.sendAsync(request, HttpResponse.BodyHandlers.discarding())
                .handle((answer, failure) -> {
                    if (failure == null && answer.statusCode() < FIRST_REFUSAL) {
                        return CompletableFuture.<Void>completedFuture(null);
                    }
                    final String why = failure == null ? "HTTP " + answer.statusCode() : String.valueOf(failure);
                    if (attempt == MOST_ATTEMPTS) {
                        LOG.warn("webhook: alert {} not taken after {} attempts: {}", alert.id(), attempt, why);
                        return CompletableFuture.<Void>completedFuture(null);
                    }
                    return CompletableFuture.supplyAsync(
                                    () -> attempt,
                                    CompletableFuture.delayedExecutor(WAIT_SECONDS * attempt, TimeUnit.SECONDS))
                            .thenCompose(before -> send(request, alert, before + 1));
                })
                .thenCompose(next -> next);
    }
}
