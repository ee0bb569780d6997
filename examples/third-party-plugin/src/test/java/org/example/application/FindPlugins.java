package org.example.application;

import io.holdfast.exchange.ExchangeAdapter;
import java.util.ServiceLoader;

/** What an application does to find plugins, on the class path and on the module path alike. */
public final class FindPlugins {

    private FindPlugins() {}

    /** Prints each plugin that is found, and where. */
    public static void main(String[] args) {
        for (final ExchangeAdapter adapter : ServiceLoader.load(ExchangeAdapter.class)) {
            final Module module = adapter.getClass().getModule();
            System.out.println(adapter.id() + ": " + adapter.getClass().getName() + " of "
                    + (module.isNamed() ? "module " + module.getName() : "the class path"));
        }
    }
}
