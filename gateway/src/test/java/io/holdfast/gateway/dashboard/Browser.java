package io.holdfast.gateway.dashboard;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** A headless Chromium with one page, driven over the DevTools protocol; what its console complains of is kept. */
final class Browser implements AutoCloseable {

    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(20);

    private final Process process;
    private final Path profile;
    private final WebSocket socket;
    private final AtomicLong calls = new AtomicLong();
    private final Map<Long, CompletableFuture<Map<String, Object>>> answers = new ConcurrentHashMap<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    private Browser(Path executable) throws IOException {
        profile = Files.createTempDirectory("holdfast-browser");
        process = new ProcessBuilder(
                        executable.toString(),
                        "--headless=new",
                        "--no-sandbox", // the tests may run as root, where there is none
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--disable-extensions",
                        "--disable-background-networking",
                        "--no-first-run",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(profile.resolve("browser.log").toFile())
                .start();
        final HttpClient client =
                HttpClient.newBuilder().connectTimeout(ANSWER_LIMIT).build();
        socket = client.newWebSocketBuilder()
                .buildAsync(URI.create(pageUrl(client)), new Listener())
                .orTimeout(ANSWER_LIMIT.toSeconds(), TimeUnit.SECONDS)
                .join();
        call("Page.enable");
        call("Runtime.enable");
        call("Log.enable");
    }

    /** {@return the browser of this machine; empty if there is none} */
    static Optional<Path> executable() {
        return Stream.of(System.getenv("PATH").split(":"))
                .flatMap(directory -> NAMES.stream().map(name -> Path.of(directory, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static Browser start(Path executable) throws IOException {
        return new Browser(executable);
    }

    void open(String url) {
        call("Page.navigate", "url", url);
    }

    void size(int width, int height, boolean phone) {
        call(
                "Emulation.setDeviceMetricsOverride",
                "width",
                width,
                "height",
                height,
                "deviceScaleFactor",
                1,
                "mobile",
                phone);
    }

    /** Prefers {@code dark} or {@code light}, as a system would tell it to. */
    void prefer(String scheme) {
        raw(
                "Emulation.setEmulatedMedia",
                "{\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\"" + scheme + "\"}]}");
    }

    /** {@return what an expression comes to: a text, a number or a truth value} */
    Object evaluate(String expression) {
        final Map<String, Object> answer =
                call("Runtime.evaluate", "expression", expression, "returnByValue", true, "awaitPromise", true);
        if (answer.containsKey("exceptionDetails")) {
            throw new AssertionError(expression + ": " + answer.get("exceptionDetails"));
        }
        return object(answer, "result").getOrDefault("value", "");
    }

    /** {@return the text that an element shows; empty if there is none} */
    String text(String selector) {
        return String.valueOf(evaluate("(document.querySelector('" + selector + "') || {}).innerText || ''"));
    }

    void press(String key) {
        for (final String type : List.of("keyDown", "keyUp")) {
            call(
                    "Input.dispatchKeyEvent",
                    "type",
                    type,
                    "key",
                    key,
                    "code",
                    key,
                    "windowsVirtualKeyCode",
                    key.equals("Tab") ? 9 : 13);
        }
    }

    /** Saves what the page shows, down to its end. */
    void screenshot(Path file) throws IOException {
        final Map<String, Object> answer =
                call("Page.captureScreenshot", "format", "png", "captureBeyondViewport", true);
        Files.createDirectories(file.getParent());
        Files.write(file, Base64.getDecoder().decode((String) answer.get("data")));
    }

    /** {@return errors and warnings of the console, and exceptions that nobody caught} */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    void forgetComplaints() {
        complaints.clear();
    }

    @Override
    public void close() {
        socket.abort();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit()
                .orTimeout(5, TimeUnit.SECONDS)
                .exceptionally(late -> process)
                .join();
        try (Stream<Path> files = Files.walk(profile)) {
            final List<Path> all = new ArrayList<>(files.toList());
            for (int i = all.size() - 1; i >= 0; i--) {
                Files.deleteIfExists(all.get(i));
            }
        } catch (IOException | RuntimeException e) {
            // a temporary directory: the system removes it
        }
    }

    private String pageUrl(HttpClient client) {
        final Path file = profile.resolve("DevToolsActivePort");
        final List<String> found = new ArrayList<>();
        Awaitility.await("the browser says where it listens")
                .atMost(ANSWER_LIMIT)
                .until(() -> {
                    if (!Files.exists(file) || Files.readAllLines(file).isEmpty()) {
                        return false;
                    }
                    final String port = Files.readAllLines(file).get(0);
                    final String body = client.send(
                                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list"))
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .body();
                    for (final Object target : (List<?>) parse(body)) {
                        final Map<?, ?> fields = (Map<?, ?>) target;
                        if ("page".equals(fields.get("type"))) {
                            found.add((String) fields.get("webSocketDebuggerUrl"));
                        }
                    }
                    return !found.isEmpty();
                });
        return found.get(0);
    }

    private Map<String, Object> call(String method, Object... parameters) {
        final Json json = new Json().beginObject();
        for (int i = 0; i < parameters.length; i += 2) {
            json.key((String) parameters[i]);
            final Object value = parameters[i + 1];
            if (value instanceof Boolean truth) {
                json.bool(truth);
            } else if (value instanceof Integer number) {
                json.integer(number);
            } else {
                json.text((String) value);
            }
        }
        return raw(method, json.endObject().toString());
    }

    private Map<String, Object> raw(String method, String parameters) {
        final long id = calls.incrementAndGet();
        final CompletableFuture<Map<String, Object>> answer = new CompletableFuture<>();
        answers.put(id, answer);
        socket.sendText("{\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + parameters + "}", true);
        return answer.orTimeout(ANSWER_LIMIT.toSeconds(), TimeUnit.SECONDS).join();
    }

    private static Object parse(String json) {
        return new Load(LoadSettings.builder().setCodePointLimit(1 << 28).build()).loadFromString(json);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Map<String, Object> parent, String name) {
        return (Map<String, Object>) parent.getOrDefault(name, Map.of());
    }

    private final class Listener implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                final String message = text.toString();
                text.setLength(0);
                receive(message);
            }
            from.request(1);
            return CompletableFuture.completedFuture(null);
        }

        private void receive(String message) {
            // A screenshot's answer is large, and YAML slow: take its data out by hand.
            final int data = message.indexOf("\"data\":\"");
            final boolean isPicture = message.length() > 1 << 16 && data > 0;
            @SuppressWarnings("unchecked")
            final Map<String, Object> fields =
                    (Map<String, Object>) parse(isPicture ? message.substring(0, data) + "\"data\":\"\"}}" : message);
            final Object id = fields.get("id");
            if (id != null) {
                final Map<String, Object> result = isPicture
                        ? Map.of("data", message.substring(data + 8, message.indexOf('"', data + 8)))
                        : object(fields, "result");
                answers.remove(((Number) id).longValue()).complete(result);
                return;
            }
            final Map<String, Object> parameters = object(fields, "params");
            switch (String.valueOf(fields.get("method"))) {
                case "Runtime.exceptionThrown" -> complaints.add(String.valueOf(parameters));
                case "Runtime.consoleAPICalled" -> {
                    if (List.of("error", "warning", "assert").contains(parameters.get("type"))) {
                        complaints.add(String.valueOf(parameters.get("args")));
                    }
                }
                case "Log.entryAdded" -> {
                    final Map<String, Object> entry = object(parameters, "entry");
                    if (!"verbose".equals(entry.get("level")) && !"info".equals(entry.get("level"))) {
                        complaints.add(entry.get("text") + " " + entry.getOrDefault("url", ""));
                    }
                }
                default -> {}
            }
        }
    }
}
