package io.holdfast.testkit.server;

import io.holdfast.time.SystemClock;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An exchange on loopback that speaks Binance Spot's public protocol: combined and raw streams of {@code bookTicker}
 * and {@code trade}, {@code SUBSCRIBE} and its answers, {@code exchangeInfo}; and that fails on command.
 *
 * <p>All methods may be called from any thread and have taken effect when they return. One thread of its own, named
 * {@code simulated-binance-…}; {@link #close} stops it.
 */
public final class SimulatedBinance implements AutoCloseable {

    private static final long CALL_LIMIT_SECONDS = 5;
    private static final int MAX_REQUEST_BYTES = 65_536;

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("simulated-binance", true), NioIoHandler.newFactory());
    private final SystemClock clock = new SystemClock();
    private final Map<String, SimulatedSymbol> symbols = new LinkedHashMap<>();
    private final List<BinanceClient> clients = new ArrayList<>();
    private final @Nullable LoopbackCertificate certificate;
    private final @Nullable SslContext tls;
    private final Duration tick;
    private final int port;

    private Channel listening;
    private long connectionsEver;
    private boolean handshakesHang;
    private @Nullable Refusal refusal;
    private @Nullable String rejectedSymbol;

    private SimulatedBinance(Builder builder) {
        final SplittableRandom seeds = new SplittableRandom(builder.seed);
        builder.instruments.forEach((name, price) -> {
            final int slash = name.indexOf('/');
            final SimulatedSymbol symbol =
                    new SimulatedSymbol(name.substring(0, slash), name.substring(slash + 1), price, seeds.nextLong());
            symbols.put(symbol.symbol, symbol);
        });
        final Instant now = Instant.ofEpochSecond(0, clock.epochNanos());
        certificate = builder.secure ? LoopbackCertificate.create(now) : null;
        tls = certificate == null ? null : certificate.serverContext();
        tick = builder.tick;
        listening = listen(0);
        port = ((InetSocketAddress) listening.localAddress()).getPort();
        if (!tick.isZero()) {
            group.next().scheduleAtFixedRate(this::publishAll, tick.toNanos(), tick.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** {@return a builder} */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return where streams are, for {@code Endpoint.of}} */
    public String streamUrl() {
        return (tls == null ? "ws" : "wss") + "://localhost:" + port;
    }

    /** {@return where HTTP requests go, for {@code Endpoint.of}} */
    public String httpUrl() {
        return (tls == null ? "http" : "https") + "://localhost:" + port;
    }

    /**
     * {@return the authority that a client must trust}
     *
     * @throws IllegalStateException if the exchange has no TLS
     */
    public X509Certificate authority() {
        if (certificate == null) {
            throw new IllegalStateException("authority: none (expected: an exchange with TLS)");
        }
        return certificate.authority();
    }

    /** {@return the authority as PEM; see {@link #authority}} */
    public String authorityPem() {
        authority();
        return certificate == null ? "" : certificate.authorityPem();
    }

    /** {@return open WebSockets} */
    public int connections() {
        return call(clients::size);
    }

    /** {@return WebSockets opened since the start} */
    public long connectionsEver() {
        return call(() -> connectionsEver);
    }

    /** {@return streams that open WebSockets are subscribed to} */
    public List<String> subscriptions() {
        return call(() ->
                clients.stream().flatMap(client -> client.streams().stream()).toList());
    }

    /** Publishes one top of book and one trade of every symbol to whoever subscribed to it. */
    public void publish() {
        run(this::publishAll);
    }

    /** Lets one trade of a symbol happen that nobody is told of. */
    public void loseTrade(String symbol) {
        run(() -> symbolOf(symbol).skipTrade());
    }

    /** Sends a text to every WebSocket, whatever it is. */
    public void send(String text) {
        forEachClient(client -> client.send(text));
    }

    /** Ends every WebSocket with a close frame, then TCP. */
    public void closeWith(int code, String reason) {
        forEachClient(client -> client.closeWith(code, reason));
    }

    /** Ends TCP of every WebSocket in order (FIN), without a close frame. */
    public void endStream() {
        forEachClient(BinanceClient::endStream);
    }

    /** Resets TCP of every WebSocket (RST). */
    public void reset() {
        forEachClient(BinanceClient::reset);
    }

    /** Neither reads nor writes any more on the WebSockets that are open now; they stay open. */
    public void blackHole() {
        forEachClient(BinanceClient::blackHole);
    }

    /** Keeps the sockets and answers pings, but sends no data any more on the WebSockets that are open now. */
    public void silence() {
        forEachClient(BinanceClient::silence);
    }

    /** Announces the end of every WebSocket, as Binance does before maintenance. */
    public void announceShutdown() {
        send("{\"stream\":\"!serverShutdown\",\"data\":{\"e\":\"serverShutdown\",\"E\":"
                + clock.epochNanos() / 1_000_000L + "}}");
    }

    /** Refuses TCP from now on; {@link #accept} ends that. */
    public void refuseConnections() {
        listening.close().syncUninterruptibly();
    }

    /** Accepts TCP again, on the same port. */
    public void accept() {
        listening = listen(port);
    }

    /** Answers every upgrade with an HTTP status, until {@link #acceptUpgrades}. */
    public void refuseUpgrades(int status, Map<String, String> headers, String body) {
        run(() -> refusal = new Refusal(status, Map.copyOf(headers), body));
    }

    /** Accepts upgrades again. */
    public void acceptUpgrades() {
        run(() -> {
            refusal = null;
            handshakesHang = false;
        });
    }

    /** Never answers an upgrade, until {@link #acceptUpgrades}. */
    public void hangUpgrades() {
        run(() -> handshakesHang = true);
    }

    /** Answers a {@code SUBSCRIBE} that names this symbol with an error. */
    public void rejectSymbol(String symbol) {
        run(() -> rejectedSymbol = symbol);
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }

    // ---- for clients, on the exchange's thread

    @Nullable
    Refusal refusal() {
        return refusal;
    }

    boolean handshakesHang() {
        return handshakesHang;
    }

    boolean rejects(String stream) {
        final String symbol = rejectedSymbol;
        return symbol != null && stream.startsWith(symbol.toLowerCase(Locale.ROOT) + "@");
    }

    void opened(BinanceClient client) {
        clients.add(client);
        connectionsEver++;
    }

    void closed(BinanceClient client) {
        clients.remove(client);
    }

    String exchangeInfo() {
        final StringBuilder body =
                new StringBuilder("{\"timezone\":\"UTC\",\"serverTime\":").append(clock.epochNanos() / 1_000_000L);
        body.append(",\"rateLimits\":[],\"exchangeFilters\":[],\"symbols\":[");
        String separator = "";
        for (final SimulatedSymbol symbol : symbols.values()) {
            body.append(separator).append(symbol.listing());
            separator = ",";
        }
        return body.append("]}").toString();
    }

    private void publishAll() {
        if (clients.isEmpty()) {
            return;
        }
        final long epochMillis = clock.epochNanos() / 1_000_000L;
        for (final SimulatedSymbol symbol : symbols.values()) {
            final String name = symbol.symbol.toLowerCase(Locale.ROOT);
            publishTo(name + "@bookTicker", symbol.nextBookTicker());
            publishTo(name + "@trade", symbol.nextTrade(epochMillis));
        }
        clients.forEach(BinanceClient::flush);
    }

    private void publishTo(String stream, String payload) {
        for (final BinanceClient client : clients) {
            client.publish(stream, payload);
        }
    }

    private SimulatedSymbol symbolOf(String symbol) {
        final SimulatedSymbol known = symbols.get(symbol);
        if (known == null) {
            throw new IllegalArgumentException("symbol: " + symbol + " (expected one of: " + symbols.keySet() + ")");
        }
        return known;
    }

    private Channel listen(int onPort) {
        return new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (tls != null) {
                            channel.pipeline().addLast(tls.newHandler(channel.alloc()));
                        }
                        channel.pipeline()
                                .addLast(
                                        new HttpServerCodec(),
                                        new HttpObjectAggregator(MAX_REQUEST_BYTES),
                                        new BinanceClient(SimulatedBinance.this));
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), onPort))
                .syncUninterruptibly()
                .channel();
    }

    private void forEachClient(Consumer<BinanceClient> action) {
        run(() -> List.copyOf(clients).forEach(action));
    }

    private void run(Runnable action) {
        call(() -> {
            action.run();
            return true;
        });
    }

    private <T> T call(Callable<T> action) {
        try {
            return group.next().submit(action).get(CALL_LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("simulated exchange: " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("simulated exchange: no answer within " + CALL_LIMIT_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("simulated exchange: interrupted", e);
        }
    }

    /** How an upgrade is refused. */
    record Refusal(int status, Map<String, String> headers, String body) {

        byte[] bytes() {
            return body.getBytes(StandardCharsets.UTF_8);
        }
    }

    /** Gathers an exchange. Not thread-safe. */
    public static final class Builder {

        private final Map<String, Long> instruments = new LinkedHashMap<>();
        private boolean secure = true;
        private Duration tick = Duration.ofMillis(20);
        private long seed = 1;

        private Builder() {
            instruments.put("BTC/USDT", 64_000L);
            instruments.put("ETH/USDT", 3_000L);
            instruments.put("1INCH/USDT", 2L);
            instruments.put("这是测试币/456", 7L);
        }

        /** Sets whether it speaks TLS, with a certificate made at start; true unless set. */
        public Builder secure(boolean value) {
            secure = value;
            return this;
        }

        /** Sets how often every symbol has news; zero for only when {@link SimulatedBinance#publish} is called. */
        public Builder tick(Duration value) {
            tick = value;
            return this;
        }

        /** Sets the seed of all prices; 1 unless set. */
        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /** Lists one more instrument, such as {@code SOL/USDT}, with a price to begin at. */
        public Builder instrument(String name, long startPrice) {
            instruments.put(name, startPrice);
            return this;
        }

        /** {@return the exchange, listening on a free port of the loopback address} */
        public SimulatedBinance start() {
            return new SimulatedBinance(this);
        }
    }
}
