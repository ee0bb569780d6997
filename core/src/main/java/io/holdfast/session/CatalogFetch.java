package io.holdfast.session;

import io.holdfast.exchange.CatalogException;
import io.holdfast.exchange.ListedInstrument;
import io.holdfast.feed.Reason;
import io.holdfast.market.Instrument;
import io.holdfast.transport.ConnectPhase;
import io.holdfast.transport.Disconnect;
import io.holdfast.transport.DisconnectCause;
import io.holdfast.transport.Endpoint;
import io.holdfast.transport.HttpListener;
import io.holdfast.transport.HttpRequest;
import io.holdfast.transport.Transport;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Fetches an exchange's list of instruments as the first step of a connection. Confined to the session's thread. */
final class CatalogFetch implements HttpListener {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int MAX_BYTES = 64 << 20;
    private static final int OK = 200;

    private final Link link;

    CatalogFetch(Link link) {
        this.link = link;
    }

    Transport.Attempt begin() {
        final Session session = link.session;
        final Endpoint http = session.settings.profile().http();
        final String target = session.settings.adapter().catalogTarget(session.settings.profile());
        return session.transport.get(
                new HttpRequest(http.withTarget(Link.join(http.target(), target)), TIMEOUT, MAX_BYTES),
                session.scheduler,
                this);
    }

    @Override
    public void onResponse(int status, byte[] body, @Nullable Duration retryAfter) {
        if (link.isAbandoned()) {
            return;
        }
        if (status != OK) {
            final Disconnect refused = new Disconnect(
                    DisconnectCause.UPGRADE_REFUSED, status, "list of instruments", retryAfter, ConnectPhase.UPGRADE);
            link.lost(new Loss(
                    Reason.CATALOG_UNAVAILABLE,
                    "HTTP status " + status,
                    link.session.settings.adapter().classify(refused),
                    retryAfter,
                    false));
            return;
        }
        final Map<Instrument, ListedInstrument> catalog = new HashMap<>();
        try {
            for (final ListedInstrument listed :
                    link.session.settings.adapter().readCatalog(link.session.settings.profile(), body)) {
                catalog.put(listed.instrument(), listed);
            }
        } catch (CatalogException e) {
            link.lost(Loss.of(Reason.CATALOG_UNAVAILABLE, String.valueOf(e.getMessage())));
            return;
        }
        link.session.catalogRead(catalog);
        link.open();
    }

    @Override
    public void onFailed(Disconnect disconnect) {
        if (!link.isAbandoned()) {
            link.lost(Loss.of(Losses.reasonOf(disconnect.cause()), "list of instruments: " + disconnect));
        }
    }
}
