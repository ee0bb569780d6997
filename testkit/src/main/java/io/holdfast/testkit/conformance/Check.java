package io.holdfast.testkit.conformance;

/**
 * One rule, and how it is checked.
 *
 * @param id     such as {@code RESTORE-01}; stable
 * @param title  the rule in a few words
 * @param action throws an {@link AssertionError} if the rule is broken
 */
record Check(String id, String title, Action action) {

    /** What may throw anything. */
    @FunctionalInterface
    interface Action {

        void run() throws Exception;
    }

    void run() throws Exception {
        action.run();
    }

    /** Fails unless something holds. */
    static void that(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
