package io.holdfast.testkit.simulation;

/** The numbers that an exchange sent for one subscription, each at the first time it was sent. */
final class SentLog {

    private final History ids = new History();
    private final History times = new History();

    /** Notes a number; one that is not above the last is a repetition. */
    void add(long id, long atNanos) {
        if (ids.size() == 0 || id > ids.get(ids.size() - 1)) {
            ids.add(id);
            times.add(atNanos);
        }
    }

    /** {@return the place of a number; -1 if it was never sent, or too long ago} */
    long indexOf(long id) {
        return ids.indexOf(id);
    }

    /** {@return how many numbers were sent} */
    long size() {
        return ids.size();
    }

    /** {@return whether a place is still known} */
    boolean knows(long index) {
        return index >= ids.first() && index < ids.size();
    }

    long idAt(long index) {
        return ids.get(index);
    }

    long timeAt(long index) {
        return times.get(index);
    }

    /** {@return the place of the last number not above the given one; -1 if there is none} */
    long floorIndex(long id) {
        return ids.floorIndex(id);
    }
}
