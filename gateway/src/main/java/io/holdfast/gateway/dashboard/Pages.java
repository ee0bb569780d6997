package io.holdfast.gateway.dashboard;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The files of the page, read once. What a request names is looked up here and never on a disk. Immutable. */
final class Pages {

    /**
     * One file.
     *
     * @param type its media type
     * @param body its bytes; not to be changed
     */
    record Page(String type, byte[] body) {}

    private final Map<String, Page> byPath = new HashMap<>();

    Pages() {
        put("/", "index.html", "text/html; charset=utf-8");
        put("/app.css", "app.css", "text/css; charset=utf-8");
        put("/app.js", "app.js", "text/javascript; charset=utf-8");
        put("/render.js", "render.js", "text/javascript; charset=utf-8");
        put("/favicon.svg", "favicon.svg", "image/svg+xml");
    }

    @Nullable
    Page get(String path) {
        return byPath.get(path);
    }

    private void put(String path, String resource, String type) {
        try (InputStream stream = Pages.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException("resource: " + resource + " is missing from this build");
            }
            byPath.put(path, new Page(type, stream.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
