package io.holdfast.exchange.kraken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.exchange.CatalogException;
import io.holdfast.exchange.ExchangeAdapter;
import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.exchange.ListedInstrument;
import io.holdfast.exchange.Outbound;
import io.holdfast.exchange.Refusal;
import io.holdfast.market.Channel;
import io.holdfast.market.Decimal;
import io.holdfast.market.Instrument;
import io.holdfast.market.InstrumentStatus;
import io.holdfast.transport.ConnectPhase;
import io.holdfast.transport.Disconnect;
import io.holdfast.transport.DisconnectCause;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KrakenAdapterTest {

    private final ExchangeAdapter adapter =
            ServiceLoader.load(ExchangeAdapter.class).findFirst().orElseThrow();

    @Test
    void thePluginIsFound() {
        assertThat(adapter).isInstanceOf(KrakenAdapter.class);
        assertThat(adapter.id()).isEqualTo("kraken");
        assertThat(adapter.catalogTarget(adapter.profiles().get(0))).isEqualTo("/0/public/AssetPairs?assetVersion=1");
    }

    @Test
    void instrumentsComeFromAssetPairsWithTheDecimalsOfTheirPrecision() throws IOException, CatalogException {
        assertThat(read("/frames/asset_pairs.json"))
                .containsExactly(
                        listed("BTC/USD", InstrumentStatus.TRADING, "0.1", "0.00000001"),
                        listed("DOGE/USD", InstrumentStatus.RESTRICTED, "0.0000001", "0.00000001"),
                        listed("PUPS/USD", InstrumentStatus.CLOSED, "0.000005", "0.00001"),
                        listed("NEW/EUR", InstrumentStatus.UNKNOWN, "0.0001", "0.00000001"),
                        listed("BTC/EUR", InstrumentStatus.TRADING, "0.1", "0.00000001"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html>",
                "{}",
                "{\"error\":[]}",
                "{\"error\":[\"EGeneral:Too many requests\"]}",
                "{\"error\":[],\"result\":[]}",
                "{\"error\":[],\"result\":{\"BTC/USD\":7}}",
                "{\"error\":[],\"result\":{}} x",
                ""
            })
    void aListThatIsNoneIsRefused(String body) {
        assertThatThrownBy(() -> adapter.readCatalog(KrakenProfile.SPOT, body.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("AssetPairs");
    }

    @Test
    void oneOddEntryDoesNotSpoilTheList() throws CatalogException {
        assertThat(adapter.readCatalog(
                        KrakenProfile.SPOT,
                        ("{\"result\":{\"A/B/C\":{},\"ODD NAME/USD\":{},\"OK/USD\":{\"status\":7,\"pair_decimals\":99,"
                                        + "\"tick_size\":[]}}}")
                                .getBytes(StandardCharsets.UTF_8)))
                .containsExactly(new ListedInstrument(Instrument.of("OK/USD"), "OK/USD", InstrumentStatus.UNKNOWN));
    }

    @Test
    void aSilentLinkIsSuspectedAndReplacedInTimeByDefault() {
        for (final ExchangeProfile profile : adapter.profiles()) {
            assertThat(profile.pingInterval()).isGreaterThan(Duration.ofMillis(1_026)); // longest gap in the captures
            assertThat(profile.pingInterval().plus(profile.untilSuspected())).isLessThan(Duration.ofMillis(1_500));
            assertThat(profile.pingInterval().plus(profile.pongTimeout())).isLessThan(Duration.ofSeconds(3));
            assertThat(profile.silenceLimit()).isLessThan(Duration.ofSeconds(3));
            assertThat(profile.channels()).containsExactlyInAnyOrder(Channel.values());
        }
    }

    @ParameterizedTest
    @CsvSource({"spot,10", "spot-depth-25,25", "spot-depth-100,100", "spot-depth-500,500", "spot-depth-1000,1000"})
    void theProfilesNameSaysHowDeepBooksAre(String name, int depth) {
        final ExchangeProfile profile = adapter.profiles().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow();
        final List<String> sent = new ArrayList<>();
        adapter.newProtocol(profile.toBuilder().maxMessageBytes(1_000).build(), new RecordingSink())
                .subscribe(List.of(KrakenHarness.wire(0, "BTC/USD", Channel.BOOK)), new Outbound() {
                    @Override
                    public void sendText(String message) {
                        sent.add(message);
                    }

                    @Override
                    public void sendBinary(byte[] buffer, int offset, int length) {
                        throw new AssertionError("binary");
                    }
                });
        assertThat(sent).hasSize(1).first().asString().contains("\"depth\":" + depth + ",");
    }

    @ParameterizedTest
    @CsvSource({
        "UPGRADE_REFUSED,403,'',RATE_LIMITED",
        "UPGRADE_REFUSED,429,'',RATE_LIMITED",
        "UPGRADE_REFUSED,503,'',MAINTENANCE",
        "UPGRADE_REFUSED,520,'',TRANSIENT",
        "UPGRADE_REFUSED,451,'',PERMANENT",
        "UPGRADE_REFUSED,404,'',PERMANENT",
        "CLOSE_FRAME,1000,'',TRANSIENT",
        "CLOSE_FRAME,1012,'',MAINTENANCE",
        "CLOSE_FRAME,1013,'',MAINTENANCE",
        "CLOSE_FRAME,1008,'Rate limit exceeded',RATE_LIMITED",
        "RESET,0,'rate limit',TRANSIENT"
    })
    void theEndOfAConnectionIsUnderstood(DisconnectCause cause, int code, String detail, Refusal meaning) {
        assertThat(adapter.classify(new Disconnect(cause, code, detail, null, ConnectPhase.UPGRADE)))
                .isEqualTo(meaning);
    }

    private List<ListedInstrument> read(String resource) throws IOException, CatalogException {
        try (InputStream file = KrakenAdapterTest.class.getResourceAsStream(resource)) {
            return adapter.readCatalog(KrakenProfile.SPOT, file.readAllBytes());
        }
    }

    private static ListedInstrument listed(String name, InstrumentStatus status, String price, String size) {
        return new ListedInstrument(Instrument.of(name), name, status, Decimal.parse(price), Decimal.parse(size));
    }
}
