package io.holdfast.benchmarks.peers;

import info.bitrich.xchangestream.service.netty.NettyStreamingService;
import io.reactivex.rxjava3.disposables.CompositeDisposable;
import java.time.Duration;

/**
 * XChange-stream's {@link NettyStreamingService}, the base of all its exchanges, which reconnects by itself: after
 * fifteen seconds by default, after one millisecond where tuned.
 */
public final class XChangeStreamPeer implements ReconnectingClient {

    private static final int MAX_FRAME = 1 << 20;
    private static final int IDLE_SECONDS = 15;

    private final CompositeDisposable subscriptions = new CompositeDisposable();
    private Service service;

    @Override
    public void start(Target target, TextListener listener) {
        service = new Service(target, listener);
        if (target.isSecure()) {
            service.setAcceptAllCertificates(true); // it takes no trust store
        }
        if (!target.subscribe().isEmpty()) {
            subscriptions.add(
                    service.subscribeConnectionSuccess().subscribe(opened -> service.sendMessage(target.subscribe())));
        }
        subscriptions.add(service.connect().subscribe(() -> {}, failure -> {}));
    }

    @Override
    public void close() {
        service.disconnect().blockingAwait();
        subscriptions.dispose();
    }

    private static final class Service extends NettyStreamingService<String> {

        private final TextListener listener;

        Service(Target target, TextListener listener) {
            super(
                    target.uri().toString(),
                    MAX_FRAME,
                    DEFAULT_CONNECTION_TIMEOUT,
                    target.isTuned() ? Duration.ofMillis(1) : DEFAULT_RETRY_DURATION,
                    IDLE_SECONDS);
            this.listener = listener;
        }

        @Override
        protected String getChannelNameFromMessage(String message) {
            return "all";
        }

        @Override
        public String getSubscribeMessage(String channel, Object... arguments) {
            return "";
        }

        @Override
        public String getUnsubscribeMessage(String channel, Object... arguments) {
            return "";
        }

        @Override
        public void messageHandler(String message) {
            listener.onText(message);
        }
    }
}
