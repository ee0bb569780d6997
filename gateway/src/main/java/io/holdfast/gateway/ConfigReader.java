package io.holdfast.gateway;

import io.holdfast.feed.MarketBus;
import io.holdfast.feed.WaitStrategyKind;
import io.holdfast.gateway.GatewayConfig.ExchangeConfig;
import io.holdfast.market.Channel;
import io.holdfast.market.Instrument;
import io.holdfast.market.Subscription;
import io.holdfast.resilience.BackoffPolicy;
import io.holdfast.resilience.Jitter;
import io.holdfast.transport.Endpoint;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Reads a configuration file. Composes nodes and never objects, so nothing in the file can name a class; what is
 * refused is refused with file, line and key.
 */
final class ConfigReader {

    private static final int MAX_FILE_BYTES = 1 << 20;
    private static final int MAX_SECONDS = 365 * 24 * 3600;

    private final Path file;
    private final Set<String> knownExchanges;

    private ConfigReader(Path file, Set<String> knownExchanges) {
        this.file = file;
        this.knownExchanges = new TreeSet<>(knownExchanges);
    }

    /**
     * {@return what the file says}
     *
     * @param knownExchanges ids of the plugins found
     */
    static GatewayConfig read(Path file, Set<String> knownExchanges) throws ConfigException {
        return new ConfigReader(file, knownExchanges).read();
    }

    private GatewayConfig read() throws ConfigException {
        final ConfigNode root = new ConfigNode(file.toString(), "", compose());
        final Map<String, ConfigNode> keys = root.children();
        final List<ExchangeConfig> exchanges = readExchanges(required(root, keys, "exchanges"));

        int capacity = GatewayConfig.DEFAULT_RING_CAPACITY;
        WaitStrategyKind waitStrategy = WaitStrategyKind.BLOCKING;
        final ConfigNode ring = keys.get("ring");
        if (ring != null) {
            final Map<String, ConfigNode> ringKeys = ring.children();
            final ConfigNode capacityNode = ringKeys.get("capacity");
            capacity = capacityNode == null ? capacity : readCapacity(capacityNode);
            final ConfigNode waitNode = ringKeys.get("waitStrategy");
            waitStrategy = waitNode == null ? waitStrategy : waitNode.constant(WaitStrategyKind.class);
        }
        final ConfigNode backoff = keys.get("backoff");
        final ConfigNode tls = keys.get("tls");
        final ConfigNode state = keys.get("stateDirectory");
        final ConfigNode seconds = keys.get("seconds");
        final OperationsReader operations = new OperationsReader(file, keys.get("dashboard"), keys.get("alerts"));
        return new GatewayConfig(
                exchanges,
                capacity,
                waitStrategy,
                backoff == null ? BackoffPolicy.DEFAULT : readBackoff(backoff),
                tls == null ? null : readCa(tls),
                state == null
                        ? null
                        : file.toAbsolutePath()
                                .resolveSibling(
                                        state.parsed(text -> Path.of(text)).toString()),
                operations.dashboard(),
                operations.isDashboardNamed(),
                operations.alerts(),
                operations.webhook(),
                seconds == null ? 0 : seconds.integer(1, MAX_SECONDS));
    }

    private Node compose() throws ConfigException {
        final String text;
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new ConfigException(
                        file + ": " + Files.size(file) + " bytes (expected: at most " + MAX_FILE_BYTES + ")");
            }
            text = Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new ConfigException(file + ": no such file");
        } catch (CharacterCodingException e) {
            throw new ConfigException(file + ": not UTF-8");
        } catch (IOException e) {
            throw new ConfigException(file + ": cannot be read: " + e.getMessage());
        }
        try {
            final LoadSettings settings =
                    LoadSettings.builder().setLabel(file.toString()).build();
            final Optional<Node> node =
                    new Composer(settings, new ParserImpl(settings, new StreamReader(settings, text))).getSingleNode();
            return node.orElseThrow(() ->
                    new ConfigException(file + ": empty (expected: key exchanges, see " + "docs/configuration.md)"));
        } catch (MarkedYamlEngineException e) {
            final String line =
                    e.getProblemMark().map(mark -> ":" + (mark.getLine() + 1)).orElse("");
            throw new ConfigException(file + line + ": not YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            throw new ConfigException(file + ": not YAML: " + e.getMessage());
        }
    }

    private List<ExchangeConfig> readExchanges(ConfigNode list) throws ConfigException {
        final List<ExchangeConfig> exchanges = new ArrayList<>();
        for (final ConfigNode element : list.elements("exchanges")) {
            final ExchangeConfig exchange = readExchange(element);
            if (exchanges.stream().anyMatch(other -> other.id().equals(exchange.id()))) {
                throw element.refusedBecause("id \"" + exchange.id() + "\" stands twice");
            }
            exchanges.add(exchange);
        }
        return exchanges;
    }

    private ExchangeConfig readExchange(ConfigNode element) throws ConfigException {
        final Map<String, ConfigNode> keys = element.children();
        final ConfigNode idNode = required(element, keys, "id");
        final String id = idNode.text();
        if (!knownExchanges.contains(id)) {
            throw idNode.refused("an exchange found: "
                    + (knownExchanges.isEmpty() ? "none is on the class path" : String.join(", ", knownExchanges)));
        }
        final List<Endpoint> streams = new ArrayList<>();
        final ConfigNode streamsNode = keys.get("streams");
        if (streamsNode != null) {
            for (final ConfigNode stream : streamsNode.elements("URLs such as wss://host:443")) {
                streams.add(stream.parsed(Endpoint::of));
            }
        }
        final ConfigNode http = keys.get("http");
        final ConfigNode profile = keys.get("profile");
        return new ExchangeConfig(
                id,
                profile == null ? "" : profile.text(),
                streams,
                http == null ? null : http.parsed(Endpoint::of),
                readSubscriptions(element, keys),
                duration(keys.get("silenceLimit"), false),
                duration(keys.get("pingInterval"), true),
                duration(keys.get("pongTimeout"), false));
    }

    private static List<Subscription> readSubscriptions(ConfigNode element, Map<String, ConfigNode> keys)
            throws ConfigException {
        final Set<Channel> channels = new LinkedHashSet<>();
        for (final ConfigNode channel : required(element, keys, "channels").elements("channels")) {
            if (!channels.add(channel.constant(Channel.class))) {
                throw channel.refusedBecause("\"" + channel.text() + "\" stands twice");
            }
        }
        final Set<Subscription> subscriptions = new LinkedHashSet<>();
        for (final ConfigNode node : required(element, keys, "instruments").elements("instruments")) {
            final Instrument instrument = node.parsed(Instrument::of);
            for (final Channel channel : channels) {
                if (!subscriptions.add(new Subscription(instrument, channel))) {
                    throw node.refusedBecause("\"" + instrument + "\" stands twice");
                }
            }
        }
        return List.copyOf(subscriptions);
    }

    private static int readCapacity(ConfigNode node) throws ConfigException {
        final int capacity = node.integer(MarketBus.MIN_CAPACITY, MarketBus.MAX_CAPACITY);
        if (Integer.bitCount(capacity) != 1) {
            throw node.refused("a power of two, " + MarketBus.MIN_CAPACITY + " .. " + MarketBus.MAX_CAPACITY);
        }
        return capacity;
    }

    private static BackoffPolicy readBackoff(ConfigNode node) throws ConfigException {
        final Map<String, ConfigNode> keys = node.children();
        final BackoffPolicy usual = BackoffPolicy.DEFAULT;
        final ConfigNode initial = keys.get("initialDelay");
        final ConfigNode max = keys.get("maxDelay");
        final ConfigNode multiplier = keys.get("multiplier");
        final ConfigNode jitter = keys.get("jitter");
        final ConfigNode attempts = keys.get("maxAttempts");
        final Duration maxElapsed = duration(keys.get("maxElapsed"), true);
        final Duration initialDelay = initial == null ? usual.initialDelay() : initial.duration();
        final Duration maxDelay = max == null ? usual.maxDelay() : max.duration();
        final double growth = multiplier == null ? usual.multiplier() : multiplier.number();
        final Jitter drawn = jitter == null ? usual.jitter() : jitter.constant(Jitter.class);
        final int maxAttempts = attempts == null ? usual.maxAttempts() : attempts.integer(0, Integer.MAX_VALUE);
        try {
            return new BackoffPolicy(
                    initialDelay,
                    maxDelay,
                    growth,
                    drawn,
                    maxAttempts,
                    maxElapsed == null ? usual.maxElapsed() : maxElapsed);
        } catch (IllegalArgumentException e) {
            throw node.refusedBecause(String.valueOf(e.getMessage()));
        }
    }

    private @Nullable Path readCa(ConfigNode tls) throws ConfigException {
        final ConfigNode node = tls.children().get("ca");
        if (node == null) {
            return null;
        }
        final Path ca = file.toAbsolutePath()
                .resolveSibling(node.parsed(text -> Path.of(text)).toString());
        if (!Files.isReadable(ca)) {
            throw node.refused("a readable PEM file; looked at " + ca);
        }
        return ca;
    }

    private static @Nullable Duration duration(@Nullable ConfigNode node, boolean mayBeZero) throws ConfigException {
        if (node == null) {
            return null;
        }
        final Duration value = node.duration();
        if (value.isZero() && !mayBeZero) {
            throw node.refused("more than zero");
        }
        return value;
    }

    private static ConfigNode required(ConfigNode parent, Map<String, ConfigNode> keys, String name)
            throws ConfigException {
        final ConfigNode node = keys.get(name);
        if (node == null) {
            throw parent.refusedBecause("key \"" + name + "\" is missing");
        }
        return node;
    }
}
