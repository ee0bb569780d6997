package io.holdfast.exchange.coinbase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.exchange.CatalogException;
import io.holdfast.exchange.ExchangeAdapter;
import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.exchange.ListedInstrument;
import io.holdfast.exchange.Refusal;
import io.holdfast.market.Channel;
import io.holdfast.market.Decimal;
import io.holdfast.market.Instrument;
import io.holdfast.market.InstrumentStatus;
import io.holdfast.transport.ConnectPhase;
import io.holdfast.transport.Disconnect;
import io.holdfast.transport.DisconnectCause;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What users and the engine see of the plugin: profiles, lists of products, refusals. */
class CoinbaseAdapterTest {

    /** Of Advanced Trade, shortened to the fields that are read; published as a fixture by another project, 2026. */
    private static final String PRODUCTS = "{\"products\":[{\"product_id\":\"BTC-USD\",\"price\":\"68925.98\","
            + "\"base_increment\":\"0.00000001\",\"quote_increment\":\"0.01\",\"is_disabled\":false,\"status\":\"online\","
            + "\"cancel_only\":false,\"limit_only\":false,\"post_only\":false,\"trading_disabled\":false,"
            + "\"auction_mode\":false,\"product_type\":\"SPOT\",\"quote_currency_id\":\"USD\",\"base_currency_id\":\"BTC\","
            + "\"fcm_trading_session_details\":null,\"alias\":\"\",\"alias_to\":[\"BTC-USDC\"],\"view_only\":false,"
            + "\"price_increment\":\"0.01\"},{\"product_id\":\"BTC-USDC\",\"base_increment\":\"0.00000001\","
            + "\"quote_increment\":\"0.01\",\"is_disabled\":false,\"status\":\"online\",\"product_type\":\"SPOT\","
            + "\"quote_currency_id\":\"USDC\",\"base_currency_id\":\"BTC\",\"alias\":\"BTC-USD\",\"alias_to\":[],"
            + "\"price_increment\":\"0.01\"}],\"num_products\":2,\"pagination\":null}";

    private final CoinbaseAdapter adapter = new CoinbaseAdapter();

    @Test
    void thePluginIsFoundWithAdvancedTradeFirst() {
        final ExchangeAdapter found =
                ServiceLoader.load(ExchangeAdapter.class).findFirst().orElseThrow();

        assertThat(found.id()).isEqualTo("coinbase");
        assertThat(found.profiles()).extracting(ExchangeProfile::name).containsExactly("advanced-trade", "exchange");
        assertThat(found.profiles())
                .allSatisfy(profile -> assertThat(profile.channels()).containsExactlyInAnyOrder(Channel.values()));
    }

    @Test
    void noConnectionCarriesMoreBooksThanTheExchangeTakes() {
        assertThat(CoinbaseProfile.ADVANCED_TRADE.maxSubscriptionsPerConnection())
                .isLessThanOrEqualTo(30);
        assertThat(CoinbaseProfile.ADVANCED_TRADE.maxMessageBytes())
                .as("a snapshot has about 5 MB")
                .isGreaterThan(20_000_000);
    }

    @Test
    void aProfileWithOtherEndpointsKeepsItsProtocol() {
        final ExchangeProfile changed = CoinbaseProfile.EXCHANGE.toBuilder()
                .maxSubscriptionsPerConnection(5)
                .build();

        assertThat(CoinbaseFeed.of(changed)).isEqualTo(CoinbaseFeed.EXCHANGE);
        assertThat(adapter.catalogTarget(changed)).isEqualTo("/products");
        assertThat(adapter.catalogTarget(CoinbaseProfile.ADVANCED_TRADE))
                .isEqualTo("/api/v3/brokerage/market/products?product_type=SPOT");
        assertThatThrownBy(() -> CoinbaseFeed.of(ExchangeProfile.builder("pro")
                        .streams(changed.streams())
                        .channels(changed.channels())
                        .build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("profile: \"pro\" (expected: advanced-trade or exchange)");
    }

    @Test
    void anAliasIsTheSymbolSinceMessagesUseIt() throws CatalogException {
        final Decimal cent = new Decimal(1, 2);
        final Decimal satoshi = new Decimal(1, 8);

        assertThat(read(CoinbaseProfile.ADVANCED_TRADE, PRODUCTS))
                .containsExactly(
                        new ListedInstrument(
                                Instrument.of("BTC/USD"), "BTC-USD", InstrumentStatus.TRADING, cent, satoshi),
                        new ListedInstrument(
                                Instrument.of("BTC/USDC"), "BTC-USD", InstrumentStatus.TRADING, cent, satoshi));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'status':'online'                            | TRADING",
                "'status':'online','cancel_only':true         | RESTRICTED",
                "'status':'online','limit_only':true          | RESTRICTED",
                "'status':'online','post_only':true           | RESTRICTED",
                "'status':'online','auction_mode':true        | RESTRICTED",
                "'status':'online','view_only':true           | RESTRICTED",
                "'status':'online','trading_disabled':true    | CLOSED",
                "'is_disabled':true,'status':'online'         | CLOSED",
                "'status':'offline','post_only':true          | CLOSED",
                "'status':'delisted'                          | CLOSED",
                "'status':'dormant'                           | UNKNOWN",
                "'status':null                                | UNKNOWN"
            })
    void aStatusSaysWhetherThereIsTrading(String fields, InstrumentStatus status) throws CatalogException {
        final String product = "{\"product_id\":\"A-B\",\"base_currency_id\":\"A\",\"quote_currency_id\":\"B\","
                + fields.replace('\'', '"') + "}";

        assertThat(read(CoinbaseProfile.ADVANCED_TRADE, "{\"products\":[" + product + "]}"))
                .extracting(ListedInstrument::status)
                .containsExactly(status);
    }

    @Test
    void theExchangeFeedListsProductsInAnArray() throws CatalogException {
        assertThat(read(
                        CoinbaseProfile.EXCHANGE,
                        "[{\"id\":\"ETH-BTC\",\"base_currency\":\"ETH\",\"quote_currency\":\"BTC\",\"quote_increment\":\"0.00001\","
                                + "\"base_increment\":\"0.00000001\",\"display_name\":\"ETH-BTC\",\"status\":\"online\","
                                + "\"post_only\":false,\"trading_disabled\":false}]"))
                .containsExactly(new ListedInstrument(
                        Instrument.of("ETH/BTC"),
                        "ETH-BTC",
                        InstrumentStatus.TRADING,
                        new Decimal(1, 5),
                        new Decimal(1, 8)));
    }

    @Test
    void futuresAreNotListed() throws CatalogException {
        assertThat(read(
                        CoinbaseProfile.ADVANCED_TRADE,
                        "{\"products\":[{\"product_id\":\"BIT-28AUG26-CDE\",\"product_type\":\"FUTURE\","
                                + "\"base_currency_id\":\"\",\"quote_currency_id\":\"USD\"}]}"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html>",
                "",
                "{}",
                "[]",
                "{\"products\":7}",
                "{\"products\":[7]}",
                "{\"products\":[]",
                "{\"products\":[]} x",
                "{\"products\":[{\"product_id\":\"A-B\",\"base_currency_id\":\"A\"}]}",
                "{\"products\":[{\"product_id\":\"A-B\",\"base_currency_id\":\"A\",\"quote_currency_id\":\"B\","
                        + "\"price_increment\":\"small\"}]}"
            })
    void aListThatIsNotWhatIsDocumentedIsRefused(String body) {
        assertThatThrownBy(() -> read(CoinbaseProfile.ADVANCED_TRADE, body))
                .isInstanceOf(CatalogException.class)
                .hasMessageStartingWith("products: ");
    }

    @ParameterizedTest
    @CsvSource({"429, RATE_LIMITED", "403, PERMANENT", "451, PERMANENT", "503, TRANSIENT"})
    void refusalsAreThoseOfHttp(int status, Refusal refusal) {
        assertThat(adapter.classify(
                        new Disconnect(DisconnectCause.UPGRADE_REFUSED, status, "", null, ConnectPhase.UPGRADE)))
                .isEqualTo(refusal);
    }

    private List<ListedInstrument> read(ExchangeProfile profile, String body) throws CatalogException {
        return adapter.readCatalog(profile, body.getBytes(StandardCharsets.UTF_8));
    }
}
