package io.holdfast.exchange.coinbase;

import io.holdfast.exchange.ExchangeProfile;

/** Which of Coinbase's two protocols. */
enum CoinbaseFeed {

    /** Advanced Trade: channels, one sequence over the whole connection. */
    ADVANCED_TRADE("advanced-trade"),
    /** Coinbase Exchange: message types, sequences for each product. */
    EXCHANGE("exchange");

    private final String profileName;

    CoinbaseFeed(String profileName) {
        this.profileName = profileName;
    }

    String profileName() {
        return profileName;
    }

    static CoinbaseFeed of(ExchangeProfile profile) {
        for (final CoinbaseFeed feed : values()) {
            if (feed.profileName.equals(profile.name())) {
                return feed;
            }
        }
        throw new IllegalArgumentException(
                "profile: \"" + profile.name() + "\" (expected: advanced-trade or exchange)");
    }
}
