package io.holdfast.exchange.binance;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** An exchange's book that changes at random, remembers every state it had, and speaks of itself as Binance does. */
final class SimulatedBook {

    /** The levels as {@code price=size}, best first. */
    record State(List<String> bids, List<String> asks) {}

    private final SplittableRandom random;
    private final TreeMap<Integer, Integer> bids = new TreeMap<>(Comparator.reverseOrder());
    private final TreeMap<Integer, Integer> asks = new TreeMap<>();
    private final Map<Integer, Integer> changedBids = new TreeMap<>();
    private final Map<Integer, Integer> changedAsks = new TreeMap<>();
    private final List<State> states = new ArrayList<>();
    private long firstChange = -1;
    private int middle = 1_000;

    SimulatedBook(SplittableRandom random) {
        this.random = random;
        remember();
        for (int i = 0; i < 20; i++) {
            change();
        }
        event();
    }

    long lastId() {
        return states.size() - 1L;
    }

    State at(long id) {
        return states.get((int) id);
    }

    /** One update: a level changes, and what would cross it goes. */
    void change() {
        middle += random.nextInt(3) - 1;
        final boolean bid = random.nextBoolean();
        final int away = 1 + random.nextInt(12);
        final int price = bid ? middle - away : middle + away;
        if (bid) {
            while (!asks.isEmpty() && asks.firstKey() <= price) {
                changedAsks.put(asks.pollFirstEntry().getKey(), 0);
            }
        } else {
            while (!bids.isEmpty() && bids.firstKey() >= price) {
                changedBids.put(bids.pollFirstEntry().getKey(), 0);
            }
        }
        final int size = random.nextInt(4);
        final Map<Integer, Integer> side = bid ? bids : asks;
        if (size == 0) {
            side.remove(price);
        } else {
            side.put(price, size);
        }
        (bid ? changedBids : changedAsks).put(price, size);
        remember();
        if (firstChange < 0) {
            firstChange = lastId();
        }
    }

    boolean hasChanges() {
        return firstChange >= 0;
    }

    /** {@return everything since the last event, each level once} */
    String event() {
        final String text = "{\"stream\":\"ab@depth@100ms\",\"data\":{\"e\":\"depthUpdate\",\"E\":" + lastId()
                + ",\"s\":\"AB\",\"U\":" + firstChange + ",\"u\":" + lastId() + ",\"b\":" + json(changedBids, 1_000)
                + ",\"a\":" + json(changedAsks, 1_000) + "}}";
        changedBids.clear();
        changedAsks.clear();
        firstChange = -1;
        return text;
    }

    String snapshot(int limit) {
        return "{\"lastUpdateId\":" + lastId() + ",\"bids\":" + json(bids, limit) + ",\"asks\":" + json(asks, limit)
                + "}";
    }

    private void remember() {
        states.add(new State(texts(bids), texts(asks)));
    }

    private static List<String> texts(Map<Integer, Integer> side) {
        return side.entrySet().stream().map(Map.Entry::toString).toList();
    }

    private static String json(Map<Integer, Integer> levels, int limit) {
        return levels.entrySet().stream()
                .limit(limit)
                .map(level -> "[\"" + level.getKey() + "\",\"" + level.getValue() + "\"]")
                .collect(Collectors.joining(",", "[", "]"));
    }
}
