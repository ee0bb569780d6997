package io.holdfast.exchange.kraken;

import io.holdfast.exchange.CatalogException;
import io.holdfast.exchange.ExchangeAdapter;
import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.exchange.ExchangeProtocol;
import io.holdfast.exchange.ListedInstrument;
import io.holdfast.exchange.ProtocolSink;
import io.holdfast.exchange.Refusal;
import io.holdfast.transport.Disconnect;
import io.holdfast.transport.DisconnectCause;
import java.util.List;

/**
 * Kraken Spot over WebSocket v2: top of book, trades and order books, without keys.
 *
 * <p>Top of book is {@code ticker} with the trigger {@code bbo}. A book is as deep as its profile says: {@code spot}
 * has 10 levels a side, {@code spot-depth-25}, {@code -100}, {@code -500} and {@code -1000} have more. Kraken's
 * checksum covers the best ten levels of each side and is verified on every message; of deeper levels nothing is
 * proven but that the book is not crossed.
 *
 * <p>Kraken does not say which levels a message pushes out of a book. Here they are delivered as removals behind the
 * message's own levels, so that a book that applies every level it is given stays exactly the exchange's.
 *
 * <p>Instruments, their status and their precision come from {@code AssetPairs}.
 */
public final class KrakenAdapter implements ExchangeAdapter {

    private static final int FORBIDDEN = 403;
    private static final int SERVICE_UNAVAILABLE = 503;
    private static final int SERVICE_RESTART = 1012;
    private static final int TRY_AGAIN_LATER = 1013;

    /** Makes the adapter; for {@link java.util.ServiceLoader}. */
    public KrakenAdapter() {}

    @Override
    public String id() {
        return "kraken";
    }

    @Override
    public List<ExchangeProfile> profiles() {
        return KrakenProfile.ALL;
    }

    @Override
    public ExchangeProtocol newProtocol(ExchangeProfile profile, ProtocolSink sink) {
        return new KrakenProtocol(sink, KrakenProfile.depthOf(profile));
    }

    @Override
    public String catalogTarget(ExchangeProfile profile) {
        return KrakenSymbols.TARGET;
    }

    @Override
    public List<ListedInstrument> readCatalog(ExchangeProfile profile, byte[] body) throws CatalogException {
        return KrakenSymbols.read(body);
    }

    /** Kraken documents no close codes; those taken for maintenance have that meaning in the registry of RFC 6455. */
    @Override
    public Refusal classify(Disconnect disconnect) {
        final int code = disconnect.code();
        if (disconnect.cause() == DisconnectCause.UPGRADE_REFUSED) {
            return switch (code) {
                case FORBIDDEN -> Refusal.RATE_LIMITED; // the firewall's ban: ten minutes, for the whole address
                case SERVICE_UNAVAILABLE -> Refusal.MAINTENANCE;
                default -> ExchangeAdapter.super.classify(disconnect);
            };
        }
        if (disconnect.cause() == DisconnectCause.CLOSE_FRAME) {
            if (code == SERVICE_RESTART || code == TRY_AGAIN_LATER) {
                return Refusal.MAINTENANCE;
            }
            if (KrakenAnswers.isRateLimit(disconnect.detail())) {
                return Refusal.RATE_LIMITED;
            }
        }
        return ExchangeAdapter.super.classify(disconnect);
    }
}
