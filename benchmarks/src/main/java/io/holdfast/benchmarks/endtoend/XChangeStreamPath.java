package io.holdfast.benchmarks.endtoend;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import info.bitrich.xchangestream.binance.dto.market.BookTickerBinanceWebSocketTransaction;
import info.bitrich.xchangestream.service.netty.JsonNettyStreamingService;
import info.bitrich.xchangestream.service.netty.StreamingObjectMapperHelper;
import io.holdfast.benchmarks.wire.TinyBinance;
import io.reactivex.rxjava3.disposables.CompositeDisposable;
import java.net.URI;
import java.util.function.LongConsumer;

/** XChange-stream's own service, mapper and objects, put together as its Binance module does. */
final class XChangeStreamPath implements PricePath {

    private final CompositeDisposable subscriptions = new CompositeDisposable();
    private final ObjectMapper mapper = StreamingObjectMapperHelper.getObjectMapper();
    private Service service;

    @Override
    public void start(URI stream, String http, LongConsumer updateIds) {
        service = new Service(stream.toString());
        subscriptions.add(service.connect().subscribe(() -> subscribe(updateIds)));
    }

    private void subscribe(LongConsumer updateIds) {
        subscriptions.add(service.subscribeChannel(TinyBinance.stream(0))
                .map(this::read)
                .subscribe(ticker -> updateIds.accept(ticker.getTicker().getUpdateId()), failure -> {}));
    }

    private BookTickerBinanceWebSocketTransaction read(JsonNode message) throws JsonProcessingException {
        return mapper.treeToValue(message.get("data"), BookTickerBinanceWebSocketTransaction.class);
    }

    @Override
    public void close() {
        service.disconnect().blockingAwait();
        subscriptions.dispose();
    }

    private static final class Service extends JsonNettyStreamingService {

        Service(String uri) {
            super(uri);
        }

        @Override
        protected String getChannelNameFromMessage(JsonNode message) {
            return message.get("stream").asText();
        }

        @Override
        public String getSubscribeMessage(String channel, Object... arguments) {
            return "{}"; // the address has named it already
        }

        @Override
        public String getUnsubscribeMessage(String channel, Object... arguments) {
            return "{}";
        }
    }
}
