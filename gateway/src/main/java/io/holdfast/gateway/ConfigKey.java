package io.holdfast.gateway;

import java.util.Arrays;
import java.util.List;

/**
 * Every key that a configuration file may hold. The table in {@code docs/configuration.md} is written from here.
 *
 * <p>In a path, {@code []} stands for each element of a list.
 */
public enum ConfigKey {

    /** The exchanges to connect to. */
    EXCHANGES("exchanges", "list of mappings", "required", "Where to connect; each exchange once."),
    /** Which plugin. */
    EXCHANGE_ID(
            "exchanges[].id",
            "text",
            "required",
            "The plugin, such as `binance`. An unknown one is refused with those found."),
    /** Which of the plugin's profiles. */
    EXCHANGE_PROFILE(
            "exchanges[].profile",
            "text",
            "the plugin's first",
            "Which of the plugin's profiles: `coinbase` has `advanced-trade` and `exchange`; `kraken` "
                    + "has `spot` (books of 10 levels a side) and `spot-depth-25`, `-100`, `-500`, `-1000`."),
    /** WebSocket endpoints instead of the plugin's. */
    EXCHANGE_STREAMS(
            "exchanges[].streams",
            "list of URLs",
            "the plugin's",
            "WebSocket endpoints, tried in turn. `wss://`; `ws://` for this machine only."),
    /** HTTP endpoint instead of the plugin's. */
    EXCHANGE_HTTP(
            "exchanges[].http",
            "URL",
            "the plugin's",
            "HTTP endpoint for the list of instruments and snapshots. `https://`; `http://` for this "
                    + "machine only."),
    /** What to subscribe to. */
    EXCHANGE_INSTRUMENTS(
            "exchanges[].instruments",
            "list of BASE/QUOTE",
            "required",
            "In our naming, such as `BTC/USDT`, whatever the exchange calls it."),
    /** Which data of each instrument. */
    EXCHANGE_CHANNELS(
            "exchanges[].channels",
            "list of channels",
            "required",
            "Of each instrument: `top_of_book`, `trades`, `book`, as far as the plugin offers them."),
    /** Longest time without any byte. */
    EXCHANGE_SILENCE_LIMIT(
            "exchanges[].silenceLimit",
            "duration",
            "the plugin's",
            "Longest time without any byte before the connection is given up; above 0."),
    /** How long nothing may arrive before a ping is sent. */
    EXCHANGE_PING_INTERVAL(
            "exchanges[].pingInterval",
            "duration",
            "the plugin's",
            "How long nothing may arrive before a ping is sent; `0s` for never."),
    /** How long a pong may take. */
    EXCHANGE_PONG_TIMEOUT(
            "exchanges[].pongTimeout", "duration", "the plugin's", "How long the answer to a ping may take; above 0."),
    /** The ring between connections and handlers. */
    RING("ring", "mapping", "–", "The ring between connections and handlers."),
    /** Slots. */
    RING_CAPACITY("ring.capacity", "integer", "65536", "Slots; a power of two, 64 to 16777216."),
    /** How handlers wait. */
    RING_WAIT_STRATEGY(
            "ring.waitStrategy",
            "wait strategy",
            "blocking",
            "How a handler waits: `blocking`, `sleeping`, `yielding`, `busy_spin`; from least "
                    + "processor time to least latency."),
    /** Waits between connection attempts. */
    BACKOFF("backoff", "mapping", "–", "Waits between connection attempts, the same for every exchange."),
    /** Ceiling of the first wait. */
    BACKOFF_INITIAL_DELAY("backoff.initialDelay", "duration", "250ms", "Ceiling of the first wait; 1ns to 24h."),
    /** Ceiling of every wait. */
    BACKOFF_MAX_DELAY("backoff.maxDelay", "duration", "30s", "Ceiling of every wait; `initialDelay` to 24h."),
    /** Growth for each attempt. */
    BACKOFF_MULTIPLIER(
            "backoff.multiplier", "number", "2.0", "Growth of the ceiling for each attempt; 1.0, or 1.001 to 100."),
    /** How a wait is drawn below its ceiling. */
    BACKOFF_JITTER(
            "backoff.jitter",
            "jitter",
            "floored_full",
            "How a wait is drawn below its ceiling: `none`, `full`, `floored_full`, `equal`, " + "`decorrelated`."),
    /** When to give up. */
    BACKOFF_MAX_ATTEMPTS(
            "backoff.maxAttempts", "integer", "0", "After how many failed attempts to give up; 0 for never."),
    /** How long to go on trying. */
    BACKOFF_MAX_ELAPSED(
            "backoff.maxElapsed",
            "duration",
            "0s",
            "No attempt starts later than this after the first wait began; then it gives up; 0s for " + "never."),
    /** Trust. */
    TLS("tls", "mapping", "–", "Whom to trust."),
    /** Certificates to trust instead of the system's. */
    TLS_CA(
            "tls.ca",
            "path of a PEM file",
            "the system's",
            "Certificates to trust instead of the system's. Relative to the configuration file."),
    /** What is kept over a restart. */
    STATE_DIRECTORY(
            "stateDirectory",
            "path of a directory",
            "nothing is kept",
            "Where each exchange's last list of instruments and its connection attempts outlast the "
                    + "process: a start succeeds while an exchange's HTTP is down, and a crash loop cannot have "
                    + "the address banned. One process for each; made if missing. Relative to the configuration "
                    + "file."),
    /** The web dashboard of {@code run}. */
    DASHBOARD(
            "dashboard",
            "mapping",
            "–",
            "The web dashboard and HTTP interface of `run`; see [operations.md](operations.md)."),
    /** Whether there is one. */
    DASHBOARD_ENABLED("dashboard.enabled", "true or false", "true", "Whether there is one."),
    /** Where it listens. */
    DASHBOARD_HOST(
            "dashboard.host",
            "address",
            "127.0.0.1",
            "Where it listens. An address that others can reach is refused without a token."),
    /** On which port. */
    DASHBOARD_PORT(
            "dashboard.port",
            "integer",
            "8080",
            "0 to 65535; 0 for any free one. Named and taken, it is refused; taken and not named, "
                    + "`run` goes on without."),
    /** What a caller must know. */
    DASHBOARD_TOKEN_FILE(
            "dashboard.tokenFile",
            "path",
            "no token",
            "A file whose first line is the token, 16 characters at least. Relative to the " + "configuration file."),
    /** Further names of this server. */
    DASHBOARD_ALLOWED_HOSTS(
            "dashboard.allowedHosts",
            "list of names",
            "none",
            "Names, besides loopback's and `host`, that a `Host` header may have, such as that of a " + "proxy."),
    /** When {@code run} calls for a person. */
    ALERTS(
            "alerts",
            "mapping",
            "–",
            "When `run` calls for a person; each alert is a log line and a card on the dashboard."),
    /** Below which reliability. */
    ALERTS_RAISE_BELOW(
            "alerts.raiseBelow",
            "number",
            "0.95",
            "Reliability over five minutes below which an alert is raised; above 0, up to 1."),
    /** From which reliability on it is good again. */
    ALERTS_CLEAR_FROM("alerts.clearFrom", "number", "0.97", "Reliability from which it is cleared; `raiseBelow` to 1."),
    /** After how long without trustworthy data. */
    ALERTS_STALE_FOR(
            "alerts.staleFor", "duration", "1m", "How long an exchange may be down, or data of it stale; above 0."),
    /** How long an alert lasts at least. */
    ALERTS_HOLD("alerts.hold", "duration", "1m", "How long an alert lasts at least; up to 24h."),
    /** Whom to tell. */
    ALERTS_WEBHOOK(
            "alerts.webhook",
            "URL",
            "nobody",
            "Is sent each alert as JSON by POST. `https://`; `http://` for this machine only."),
    /** How long to run. */
    SECONDS("seconds", "integer", "until stopped", "End by itself after so long; 1 to 31536000.");

    private final String path;
    private final String type;
    private final String defaultText;
    private final String meaning;

    ConfigKey(String path, String type, String defaultText, String meaning) {
        this.path = path;
        this.type = type;
        this.defaultText = defaultText;
        this.meaning = meaning;
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

    /** {@return what it is for and what it may be, as Markdown} */
    public String meaning() {
        return meaning;
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
