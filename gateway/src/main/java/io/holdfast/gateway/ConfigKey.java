package io.holdfast.gateway;

import java.util.Arrays;
import java.util.List;

/**
 * Every key that a configuration file may hold. {@code docs/configuration.md} lists the same, which a test compares.
 *
 * <p>In a path, {@code []} stands for each element of a list.
 */
public enum ConfigKey {

    /** The exchanges to connect to. */
    EXCHANGES("exchanges", "list of mappings", "required"),
    /** Which plugin. */
    EXCHANGE_ID("exchanges[].id", "text", "required"),
    /** Which of the plugin's profiles. */
    EXCHANGE_PROFILE("exchanges[].profile", "text", "the plugin's first"),
    /** WebSocket endpoints instead of the plugin's. */
    EXCHANGE_STREAMS("exchanges[].streams", "list of URLs", "the plugin's"),
    /** HTTP endpoint instead of the plugin's. */
    EXCHANGE_HTTP("exchanges[].http", "URL", "the plugin's"),
    /** What to subscribe to. */
    EXCHANGE_INSTRUMENTS("exchanges[].instruments", "list of BASE/QUOTE", "required"),
    /** Which data of each instrument. */
    EXCHANGE_CHANNELS("exchanges[].channels", "list of channels", "required"),
    /** Longest time without any byte. */
    EXCHANGE_SILENCE_LIMIT("exchanges[].silenceLimit", "duration", "the plugin's"),
    /** How long nothing may arrive before a ping is sent. */
    EXCHANGE_PING_INTERVAL("exchanges[].pingInterval", "duration", "the plugin's"),
    /** How long a pong may take. */
    EXCHANGE_PONG_TIMEOUT("exchanges[].pongTimeout", "duration", "the plugin's"),
    /** The ring between connections and handlers. */
    RING("ring", "mapping", "–"),
    /** Slots. */
    RING_CAPACITY("ring.capacity", "integer", "65536"),
    /** How handlers wait. */
    RING_WAIT_STRATEGY("ring.waitStrategy", "wait strategy", "blocking"),
    /** Waits between connection attempts. */
    BACKOFF("backoff", "mapping", "–"),
    /** Ceiling of the first wait. */
    BACKOFF_INITIAL_DELAY("backoff.initialDelay", "duration", "250ms"),
    /** Ceiling of every wait. */
    BACKOFF_MAX_DELAY("backoff.maxDelay", "duration", "30s"),
    /** Growth for each attempt. */
    BACKOFF_MULTIPLIER("backoff.multiplier", "number", "2.0"),
    /** How a wait is drawn below its ceiling. */
    BACKOFF_JITTER("backoff.jitter", "jitter", "floored_full"),
    /** When to give up. */
    BACKOFF_MAX_ATTEMPTS("backoff.maxAttempts", "integer", "0"),
    /** How long to go on trying. */
    BACKOFF_MAX_ELAPSED("backoff.maxElapsed", "duration", "0s"),
    /** Trust. */
    TLS("tls", "mapping", "–"),
    /** Certificates to trust instead of the system's. */
    TLS_CA("tls.ca", "path of a PEM file", "the system's"),
    /** What is kept over a restart. */
    STATE_DIRECTORY("stateDirectory", "path of a directory", "nothing is kept"),
    /** The web dashboard of {@code run}. */
    DASHBOARD("dashboard", "mapping", "–"),
    /** Whether there is one. */
    DASHBOARD_ENABLED("dashboard.enabled", "true or false", "true"),
    /** Where it listens. */
    DASHBOARD_HOST("dashboard.host", "address", "127.0.0.1"),
    /** On which port. */
    DASHBOARD_PORT("dashboard.port", "integer", "8080"),
    /** What a caller must know. */
    DASHBOARD_TOKEN_FILE("dashboard.tokenFile", "path", "no token"),
    /** Further names of this server. */
    DASHBOARD_ALLOWED_HOSTS("dashboard.allowedHosts", "list of names", "none"),
    /** When {@code run} calls for a person. */
    ALERTS("alerts", "mapping", "–"),
    /** Below which reliability. */
    ALERTS_RAISE_BELOW("alerts.raiseBelow", "number", "0.95"),
    /** From which reliability on it is good again. */
    ALERTS_CLEAR_FROM("alerts.clearFrom", "number", "0.97"),
    /** After how long without trustworthy data. */
    ALERTS_STALE_FOR("alerts.staleFor", "duration", "1m"),
    /** How long an alert lasts at least. */
    ALERTS_HOLD("alerts.hold", "duration", "1m"),
    /** Whom to tell. */
    ALERTS_WEBHOOK("alerts.webhook", "URL", "nobody"),
    /** How long to run. */
    SECONDS("seconds", "integer", "until stopped");

    private final String path;
    private final String type;
    private final String defaultText;

    ConfigKey(String path, String type, String defaultText) {
        this.path = path;
        this.type = type;
        this.defaultText = defaultText;
    }

    /** {@return where it stands, such as {@code ring.capacity}} */
    public String path() {
        return path;
    }

    /** {@return what its value is, in a few words} */
    public String type() {
        return type;
    }

    /** {@return what holds where the key is missing} */
    public String defaultText() {
        return defaultText;
    }

    /** {@return the last part of the path, as it stands in the file} */
    String name(String parent) {
        return parent.isEmpty() ? path : path.substring(parent.length() + 1);
    }

    /** {@return the keys directly below a mapping; the root is ""} */
    static List<ConfigKey> below(String parent) {
        return Arrays.stream(values())
                .filter(key -> key.parent().equals(parent))
                .toList();
    }

    private String parent() {
        final int dot = path.lastIndexOf('.');
        return dot < 0 ? "" : path.substring(0, dot);
    }
}
