package io.holdfast.session;

import io.holdfast.exchange.ExchangeAdapter;
import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.feed.Directory;
import io.holdfast.feed.MarketPublisher;
import io.holdfast.resilience.RateBudget;
import io.holdfast.time.Scheduler;
import io.holdfast.transport.Transport;
import org.jspecify.annotations.Nullable;

/**
 * What all sessions of one exchange have in common: one thread, one writer to the ring, the budgets that the exchange
 * counts by address, and its list of instruments. Confined to that thread.
 */
final class Commons {

    final ExchangeAdapter adapter;
    final ExchangeProfile profile;
    final Transport transport;
    final Scheduler scheduler;
    final Directory directory;
    final SessionListener listener;
    final EpochWriter epochs;
    final RateBudget attempts;
    final RateBudget httpWeight;
    final Catalog catalog;

    Commons(
            ExchangeAdapter adapter,
            ExchangeProfile profile,
            Transport transport,
            Scheduler scheduler,
            MarketPublisher publisher,
            Directory directory,
            SessionListener listener,
            RateBudget attempts,
            @Nullable CatalogFile catalogFile,
            Runnable catalogChanged) {
        this.adapter = adapter;
        this.profile = profile;
        this.transport = transport;
        this.scheduler = scheduler;
        this.directory = directory;
        this.listener = listener;
        this.attempts = attempts;
        this.epochs = new EpochWriter(publisher, scheduler);
        this.httpWeight = new RateBudget(
                profile.httpWeight().count(), profile.httpWeight().window());
        this.catalog = new Catalog(this, catalogFile, catalogChanged);
    }

    void close() {
        catalog.close();
    }
}
