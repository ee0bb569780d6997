package io.holdfast.exchange.coinbase;

import io.holdfast.exchange.CatalogException;
import io.holdfast.exchange.ExchangeAdapter;
import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.exchange.ExchangeProtocol;
import io.holdfast.exchange.ListedInstrument;
import io.holdfast.exchange.ProtocolSink;
import java.util.List;

/**
 * Coinbase: top of book, trades and full books, without keys. One exchange, two protocols, chosen by profile:
 *
 * <ul>
 *   <li>{@code advanced-trade}, the default: every frame of a connection is numbered, so a book can be proved gapless;
 *   <li>{@code exchange}: the older feed; trades are not batched, but nothing on the wire proves a book.
 * </ul>
 *
 * <p>Top of book is derived from the book on both: Coinbase has no stream of quotes, and its tickers speak only when
 * there is a trade. It is published once for each message that changed the price or size of a best level.
 *
 * <p>Trades carry the aggressor's side on both, although Coinbase names the maker's.
 */
public final class CoinbaseAdapter implements ExchangeAdapter {

    /** Makes the adapter; for {@link java.util.ServiceLoader}. */
    public CoinbaseAdapter() {}

    @Override
    public String id() {
        return "coinbase";
    }

    @Override
    public List<ExchangeProfile> profiles() {
        return List.of(CoinbaseProfile.ADVANCED_TRADE, CoinbaseProfile.EXCHANGE);
    }

    @Override
    public ExchangeProtocol newProtocol(ExchangeProfile profile, ProtocolSink sink) {
        return new CoinbaseProtocol(sink, CoinbaseFeed.of(profile));
    }

    @Override
    public String catalogTarget(ExchangeProfile profile) {
        return CoinbaseSymbols.target(CoinbaseFeed.of(profile));
    }

    @Override
    public List<ListedInstrument> readCatalog(ExchangeProfile profile, byte[] body) throws CatalogException {
        return CoinbaseSymbols.read(CoinbaseFeed.of(profile), body);
    }
}
