package io.holdfast.readme;

import io.holdfast.Holdfast;
import io.holdfast.market.Channel;

/** The README's Java, so that the compiler sees it; {@link ReadmeTest} compares the two. */
final class ReadmeExample {

    private ReadmeExample() {}

    @SuppressWarnings("try") // the README need not use what it opens
    public static void main(String... args) throws InterruptedException {
        // README begins
        try (Holdfast holdfast = Holdfast.builder()
                .exchange("binance", binance -> binance.subscribe("BTC/USDT", Channel.TOP_OF_BOOK, Channel.TRADES))
                .handler((event, endOfBatch) -> System.out.println(event))
                .start()) {
            Thread.currentThread().join();
        }
        // README ends
    }
}
