package io.holdfast.exchange.binance;

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
 * Binance Spot: top of book, trades and order books, without keys.
 *
 * <p>The initial subscriptions travel in the URL of a combined stream; later ones by {@code SUBSCRIBE}. A book is
 * joined from the depth stream and a snapshot over HTTP. Symbols come from {@code exchangeInfo}.
 */
public final class BinanceAdapter implements ExchangeAdapter {

    private static final int FIREWALL = 403;
    private static final int POLICY_VIOLATION = 1008;

    /** Makes the adapter; for {@link java.util.ServiceLoader}. */
    public BinanceAdapter() {}

    @Override
    public String id() {
        return "binance";
    }

    @Override
    public List<ExchangeProfile> profiles() {
        return List.of(BinanceProfile.SPOT);
    }

    @Override
    public ExchangeProtocol newProtocol(ExchangeProfile profile, ProtocolSink sink) {
        return new BinanceProtocol(sink);
    }

    @Override
    public String catalogTarget(ExchangeProfile profile) {
        return BinanceSymbols.TARGET;
    }

    /** As documented for {@code exchangeInfo} of all symbols. */
    @Override
    public int catalogWeight(ExchangeProfile profile) {
        return 20;
    }

    @Override
    public List<ListedInstrument> readCatalog(ExchangeProfile profile, byte[] body) throws CatalogException {
        return BinanceSymbols.read(body);
    }

    @Override
    public Refusal classify(Disconnect disconnect) {
        if (disconnect.cause() == DisconnectCause.UPGRADE_REFUSED && disconnect.code() == FIREWALL) {
            return Refusal.RATE_LIMITED; // the web application firewall: about five minutes, for the whole address
        }
        if (disconnect.cause() == DisconnectCause.CLOSE_FRAME
                && disconnect.code() == POLICY_VIOLATION
                && disconnect.detail().contains("Too many requests")) {
            return Refusal.RATE_LIMITED;
        }
        return ExchangeAdapter.super.classify(disconnect);
    }
}
