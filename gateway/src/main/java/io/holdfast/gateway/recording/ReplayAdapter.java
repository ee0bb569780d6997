package io.holdfast.gateway.recording;

import io.holdfast.exchange.CatalogException;
import io.holdfast.exchange.ExchangeAdapter;
import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.exchange.ExchangeProtocol;
import io.holdfast.exchange.ListedInstrument;
import io.holdfast.exchange.ProtocolSink;
import io.holdfast.exchange.Refusal;
import io.holdfast.market.Instrument;
import io.holdfast.market.InstrumentStatus;
import io.holdfast.transport.Disconnect;
import java.util.List;
import java.util.Map;

/** A plugin whose reports are counted, and which knows its instruments where the recording does not list them. */
final class ReplayAdapter implements ExchangeAdapter {

    /** Stands for the exchange's list of instruments where the recording has none. */
    static final byte[] NO_CATALOG = {};

    private final ExchangeAdapter adapter;
    private final Map<Instrument, String> symbols;
    private final ReplayCounts counts;

    ReplayAdapter(ExchangeAdapter adapter, Map<Instrument, String> symbols, ReplayCounts counts) {
        this.adapter = adapter;
        this.symbols = Map.copyOf(symbols);
        this.counts = counts;
    }

    @Override
    public String id() {
        return adapter.id();
    }

    @Override
    public List<ExchangeProfile> profiles() {
        return adapter.profiles();
    }

    @Override
    public ExchangeProtocol newProtocol(ExchangeProfile profile, ProtocolSink sink) {
        return adapter.newProtocol(profile, new CountingSink(sink, counts));
    }

    @Override
    public String catalogTarget(ExchangeProfile profile) {
        return adapter.catalogTarget(profile);
    }

    @Override
    public int catalogWeight(ExchangeProfile profile) {
        return adapter.catalogWeight(profile);
    }

    @Override
    public List<ListedInstrument> readCatalog(ExchangeProfile profile, byte[] body) throws CatalogException {
        if (body.length > 0) {
            return adapter.readCatalog(profile, body);
        }
        return symbols.entrySet().stream()
                .map(each -> new ListedInstrument(each.getKey(), each.getValue(), InstrumentStatus.UNKNOWN))
                .toList();
    }

    @Override
    public Refusal classify(Disconnect disconnect) {
        return adapter.classify(disconnect);
    }
}
