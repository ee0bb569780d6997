package io.holdfast.exchange.kraken;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * The exchange's side of one book, in the plainest way: trees of {@link BigDecimal}, and messages made of what changed
 * among the best levels. As Kraken, it does not say which levels have been pushed out.
 */
final class NaiveExchange {

    final TreeMap<BigDecimal, BigDecimal> bids = new TreeMap<>(Comparator.reverseOrder());
    final TreeMap<BigDecimal, BigDecimal> asks = new TreeMap<>();

    private final SplittableRandom random;
    private final int depth;
    private final int priceDecimals;
    private final int sizeDecimals;
    private final boolean padded;
    private long middle;

    /** What the client holds if it has followed. */
    private List<String> toldBids = List.of();

    private List<String> toldAsks = List.of();

    NaiveExchange(SplittableRandom random, int depth, int priceDecimals, int sizeDecimals, boolean padded) {
        this.random = random;
        this.depth = depth;
        this.priceDecimals = priceDecimals;
        this.sizeDecimals = sizeDecimals;
        this.padded = padded;
        this.middle = 1_000 + random.nextLong(1_000_000_000);
        for (int i = random.nextInt(depth * 2); i > 0; i--) {
            place(random.nextBoolean());
        }
    }

    /** {@return the snapshot, which tells all} */
    String snapshot() {
        remember();
        return Books.frame("snapshot", "BTC/USD", written(toldBids), written(toldAsks), checksum());
    }

    /** Lets a few things happen. {@return the message about them} */
    String update() {
        final List<String> bidsBefore = toldBids;
        final List<String> asksBefore = toldAsks;
        final TreeMap<BigDecimal, BigDecimal> allBids = new TreeMap<>(bids);
        final TreeMap<BigDecimal, BigDecimal> allAsks = new TreeMap<>(asks);
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            happen();
        }
        remember();
        return Books.frame(
                "update",
                "BTC/USD",
                written(changes(bidsBefore, toldBids, allBids, bids)),
                written(changes(asksBefore, toldAsks, allAsks, asks)),
                checksum());
    }

    /** {@return the best levels of a side, such as {@code 45283.5 0.10000000}, with all their decimals} */
    List<String> best(TreeMap<BigDecimal, BigDecimal> side) {
        return side.entrySet().stream()
                .limit(depth)
                .map(level -> Books.padded(level.getKey(), priceDecimals) + " "
                        + Books.padded(level.getValue(), sizeDecimals))
                .toList();
    }

    long checksum() {
        return Books.checksum(best(bids), best(asks));
    }

    private void happen() {
        final boolean bid = random.nextBoolean();
        final TreeMap<BigDecimal, BigDecimal> side = bid ? bids : asks;
        if (side.isEmpty() || random.nextInt(100) < 60) {
            place(bid);
        } else {
            final List<BigDecimal> prices = new ArrayList<>(side.keySet());
            final BigDecimal price = prices.get(random.nextInt(random.nextBoolean() ? 1 : prices.size()));
            if (random.nextBoolean()) {
                side.remove(price);
            } else {
                side.put(price, size());
            }
        }
        middle += random.nextInt(3) - 1;
    }

    private void place(boolean bid) {
        final long price = middle + (bid ? -1 : 1) * (1 + random.nextInt(depth * 3));
        final BigDecimal exact = BigDecimal.valueOf(price, priceDecimals);
        if (price > 0 && !(bid ? asks : bids).containsKey(exact) && !crosses(bid, exact)) {
            (bid ? bids : asks).put(exact, size());
        }
    }

    private boolean crosses(boolean bid, BigDecimal price) {
        return bid
                ? !asks.isEmpty() && price.compareTo(asks.firstKey()) >= 0
                : !bids.isEmpty() && price.compareTo(bids.firstKey()) <= 0;
    }

    private BigDecimal size() {
        final long unit = 1L << random.nextInt(40);
        return BigDecimal.valueOf(1 + random.nextLong(unit), sizeDecimals);
    }

    private void remember() {
        toldBids = best(bids);
        toldAsks = best(asks);
    }

    /** New and changed levels, and removals of what is gone from the book, not of what was pushed out; in any order. */
    private List<String> changes(
            List<String> before, List<String> now, Map<BigDecimal, BigDecimal> all, Map<BigDecimal, BigDecimal> left) {
        final List<String> changes = new ArrayList<>();
        for (final String level : now) {
            if (!before.contains(level)) {
                if (random.nextInt(10) == 0) { // the same price more than once: the last counts
                    changes.add(level.replaceFirst(" .*", " 7"));
                }
                changes.add(level);
            }
        }
        final List<String> removals = new ArrayList<>();
        for (final String level : before) {
            final BigDecimal price = new BigDecimal(level.substring(0, level.indexOf(' ')));
            if (all.containsKey(price) && !left.containsKey(price)) {
                removals.add(Books.padded(price, priceDecimals) + " " + Books.padded(BigDecimal.ZERO, sizeDecimals));
            }
        }
        Collections.shuffle(removals, new Random(random.nextLong()));
        changes.addAll(random.nextBoolean() ? 0 : changes.size(), removals);
        return changes;
    }

    /** Live frames pad every number; those of the documentation do not. */
    private List<String> written(List<String> levels) {
        return padded
                ? levels
                : levels.stream()
                        .map(level ->
                                level.replaceAll("(\\.\\d*?)0+(?= |$)", "$1").replaceAll("\\.(?= |$)", ""))
                        .toList();
    }
}
