package io.holdfast.testkit.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Checks of one kind; ids are given in order, and new checks go to the end of their kind. */
abstract class CheckGroup {

    final Subject subject;
    private final String name;
    private final List<Check> checks = new ArrayList<>();
    private String prefix = "";
    private int number;

    CheckGroup(String name, Subject subject) {
        this.name = name;
        this.subject = subject;
    }

    final String name() {
        return name;
    }

    final List<Check> checks() {
        if (checks.isEmpty()) {
            define();
        }
        return checks;
    }

    /** Adds the checks. */
    abstract void define();

    /** Begins a kind: what is added from now on is numbered within it. */
    final void kind(String next) {
        prefix = next;
        number = 0;
    }

    final void add(String title, Check.Action action) {
        number++;
        checks.add(new Check(String.format(Locale.ROOT, "%s-%02d", prefix, number), title, action));
    }
}
