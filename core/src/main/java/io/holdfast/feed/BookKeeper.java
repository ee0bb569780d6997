package io.holdfast.feed;

import io.holdfast.market.Channel;
import io.holdfast.market.Instrument;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the order books of all exchanges and instruments that the ring speaks of.
 *
 * <p>A handler by itself, or a part of one, which gives it every event and gets the book that the event changed:
 *
 * <pre>{@code
 * KeptBook changed = keeper.apply(event);
 * if (changed != null && changed.isTrustworthy()) {
 *     long bestBid = changed.book().price(Side.BID, 0); // at changed.book().priceScale()
 * }
 * }</pre>
 *
 * <p>Confined to the handler's thread. Allocates for the first event of an instrument and while a book grows; nothing in
 * steady state.
 */
public final class BookKeeper implements MarketHandler {

    private final Directory directory;
    /** By exchange, then instrument: the numbers are dense. */
    private @Nullable KeptBook[][] books = {};

    /** @param directory of the ring whose events it will be given */
    public BookKeeper(Directory directory) {
        this.directory = directory;
    }

    @Override
    public void onEvent(MarketEvent event, boolean endOfBatch) {
        apply(event);
    }

    /** {@return the book that the event belongs to, with the event applied; null for events of other channels} */
    public @Nullable KeptBook apply(MarketEvent event) {
        if (event.channel() != Channel.BOOK) {
            return null;
        }
        KeptBook book = book(event.exchangeId(), event.instrumentId());
        if (book == null) {
            book = add(event.exchangeId(), event.instrumentId());
        }
        book.apply(event);
        return book;
    }

    /** {@return the book of an instrument; null before its first event} See {@link Directory} for the numbers. */
    public @Nullable KeptBook book(int exchangeId, int instrumentId) {
        if (exchangeId < books.length) {
            final @Nullable KeptBook[] ofExchange = books[exchangeId];
            if (instrumentId < ofExchange.length) {
                return ofExchange[instrumentId];
            }
        }
        return null;
    }

    /** {@return the book of an instrument; null before its first event} For people and set-up: it looks up names. */
    public @Nullable KeptBook book(String exchange, Instrument instrument) {
        return book(directory.exchangeId(exchange), directory.instrumentId(instrument));
    }

    private KeptBook add(int exchangeId, int instrumentId) {
        final int known = books.length;
        if (exchangeId >= known) {
            books = Arrays.copyOf(books, exchangeId + 1);
            for (int i = known; i <= exchangeId; i++) {
                books[i] = new KeptBook[0];
            }
        }
        if (instrumentId >= books[exchangeId].length) {
            books[exchangeId] = Arrays.copyOf(books[exchangeId], instrumentId + 1);
        }
        final KeptBook added = new KeptBook();
        books[exchangeId][instrumentId] = added;
        return added;
    }
}
