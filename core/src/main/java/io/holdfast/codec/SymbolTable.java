package io.holdfast.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Finds the number that stands for a byte string, such as our instrument id for an exchange's symbol.
 *
 * <p>Open addressing with linear probing, at most half full. {@link #get} does not allocate. Collisions: the time of a
 * look-up is bounded by the longest run of our own keys, which an exchange cannot lengthen by what it sends; keys that
 * collide by chance cost one comparison of four bytes each, since the hashes are kept. Not thread-safe.
 */
public final class SymbolTable {

    /** What {@link #get} returns for a key that is not in the table. */
    public static final int ABSENT = -1;

    private static final int LEAST_CAPACITY = 16;

    private static final byte[] NO_KEY = {};

    private byte[][] keys = new byte[LEAST_CAPACITY][];
    private int[] hashes = new int[LEAST_CAPACITY];
    private int[] ids = new int[LEAST_CAPACITY];
    private int size;

    /** Makes an empty table. */
    public SymbolTable() {
        Arrays.fill(ids, ABSENT);
    }

    /** As {@link #put(byte[], int)}, with the key's UTF-8 form. */
    public int put(String key, int id) {
        return put(key.getBytes(StandardCharsets.UTF_8), id);
    }

    /**
     * Adds a key or gives it another id. May allocate.
     *
     * @param key copied; may be empty
     * @param id 0 or above
     * @return the id the key had before, or {@link #ABSENT}
     */
    public int put(byte[] key, int id) {
        if (id < 0) {
            throw new IllegalArgumentException("id: " + id + " (expected: 0 or above)");
        }
        final int slot = slotOf(key, 0, key.length);
        final int previous = ids[slot];
        if (previous != ABSENT) {
            ids[slot] = id;
            return previous;
        }
        occupy(slot, key.clone(), Words.hash(key, 0, key.length), id);
        size++;
        if (size * 2 > ids.length) {
            grow();
        }
        return ABSENT;
    }

    /** {@return the id of the key's UTF-8 form, or {@link #ABSENT}; allocates, for cold paths} */
    public int get(String key) {
        final byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        return get(bytes, 0, bytes.length);
    }

    /** {@return the id of the key that stands in this range, or {@link #ABSENT}} */
    public int get(byte[] buffer, int offset, int length) {
        return ids[slotOf(buffer, offset, length)];
    }

    /**
     * Reads the waiting string; another type is {@link JsonError#UNEXPECTED_TYPE}. Hot path.
     *
     * @return the id of the key that it is, or {@link #ABSENT}
     */
    public int read(JsonReader json) {
        return json.readString() ? get(json.stringBytes(), json.stringOffset(), json.stringLength()) : ABSENT;
    }

    /** As {@link #remove(byte[])}, with the key's UTF-8 form. */
    public int remove(String key) {
        return remove(key.getBytes(StandardCharsets.UTF_8));
    }

    /** Removes a key if it is there; {@return the id it had, or {@link #ABSENT}} */
    public int remove(byte[] key) {
        int hole = slotOf(key, 0, key.length);
        final int removed = ids[hole];
        if (removed == ABSENT) {
            return ABSENT;
        }
        size--;
        // Later keys of the same run move up, so that no look-up stops short at the hole.
        final int mask = ids.length - 1;
        for (int slot = hole + 1 & mask; ids[slot] != ABSENT; slot = slot + 1 & mask) {
            final int distanceFromHome = slot - hashes[slot] & mask;
            if (distanceFromHome >= (slot - hole & mask)) {
                occupy(hole, keys[slot], hashes[slot], ids[slot]);
                hole = slot;
            }
        }
        occupy(hole, NO_KEY, 0, ABSENT);
        return removed;
    }

    /** {@return how many keys the table holds} */
    public int size() {
        return size;
    }

    /** {@return the slot of this key, or the free one where it belongs} */
    private int slotOf(byte[] buffer, int offset, int length) {
        final int hash = Words.hash(buffer, offset, length);
        final int mask = ids.length - 1;
        int slot = hash & mask;
        while (ids[slot] != ABSENT) {
            if (hashes[slot] == hash
                    && keys[slot].length == length
                    && Words.areSame(keys[slot], 0, buffer, offset, length)) {
                return slot;
            }
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void grow() {
        final byte[][] oldKeys = keys;
        final int[] oldHashes = hashes;
        final int[] oldIds = ids;
        final int capacity = oldIds.length * 2;
        keys = new byte[capacity][];
        hashes = new int[capacity];
        ids = new int[capacity];
        Arrays.fill(ids, ABSENT);
        for (int i = 0; i < oldIds.length; i++) {
            if (oldIds[i] != ABSENT) {
                occupy(slotOf(oldKeys[i], 0, oldKeys[i].length), oldKeys[i], oldHashes[i], oldIds[i]);
            }
        }
    }

    private void occupy(int slot, byte[] key, int hash, int id) {
        keys[slot] = key;
        hashes[slot] = hash;
        ids[slot] = id;
    }
}
