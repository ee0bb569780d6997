package org.example.toy;

import io.holdfast.codec.FieldNames;
import io.holdfast.codec.JsonReader;
import io.holdfast.exchange.CatalogException;
import io.holdfast.exchange.ExchangeAdapter;
import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.exchange.ExchangeProtocol;
import io.holdfast.exchange.ListedInstrument;
import io.holdfast.exchange.ProtocolSink;
import io.holdfast.exchange.RateLimit;
import io.holdfast.market.Instrument;
import io.holdfast.market.InstrumentStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An exchange that does not exist: a plugin with everything that one needs, and nothing else. */
public final class ToyAdapter implements ExchangeAdapter {

    private static final FieldNames CATALOG = FieldNames.of("symbol", "trading");

    /** For the service loader. */
    public ToyAdapter() {}

    @Override
    public String id() {
        return "toy";
    }

    @Override
    public List<ExchangeProfile> profiles() {
        return List.of(ExchangeProfile.builder("default")
                .streams("wss://stream.toy.example", "wss://backup.toy.example")
                .http("https://api.toy.example")
                .connectionAttempts(new RateLimit(60, Duration.ofMinutes(5)))
                .outgoingMessages(new RateLimit(5, Duration.ofSeconds(1)))
                .heartbeatLimit(Duration.ofSeconds(15))
                .maxConnectionAge(Duration.ofHours(24))
                .build());
    }

    @Override
    public ExchangeProtocol newProtocol(ExchangeProfile profile, ProtocolSink sink) {
        return new ToyProtocol(sink);
    }

    @Override
    public String catalogTarget(ExchangeProfile profile) {
        return "/instruments";
    }

    /** {@code [{"symbol":"BTC-USD","trading":true}, ...]} */
    @Override
    public List<ListedInstrument> readCatalog(ExchangeProfile profile, byte[] body) throws CatalogException {
        final JsonReader json = new JsonReader();
        json.wrap(body, 0, body.length);
        final List<ListedInstrument> listed = new ArrayList<>();
        json.beginArray();
        while (json.nextElement()) {
            String symbol = "";
            InstrumentStatus status = InstrumentStatus.UNKNOWN;
            json.beginObject();
            while (json.nextField()) {
                switch (json.field(CATALOG)) {
                    case 0 -> symbol = json.readText();
                    case 1 -> status = json.readBoolean() ? InstrumentStatus.TRADING : InstrumentStatus.CLOSED;
                    default -> {} // skipped
                }
            }
            if (symbol.matches("[A-Z0-9]+-[A-Z0-9]+")) {
                listed.add(new ListedInstrument(Instrument.of(symbol.replace('-', '/')), symbol, status));
            }
        }
        if (!json.finish()) {
            throw new CatalogException("instruments: " + json.describeError());
        }
        return listed;
    }
}
