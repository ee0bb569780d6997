package io.holdfast.testkit.conformance;

import io.holdfast.exchange.ExchangeAdapter;
import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.exchange.ExchangeProtocol;
import io.holdfast.exchange.ForwardingSink;
import io.holdfast.exchange.Outbound;
import io.holdfast.exchange.ProtocolSink;
import io.holdfast.exchange.WireSubscription;
import io.holdfast.market.Subscription;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A plugin that is watched for what it tells of the exchange's answers. */
final class AnswersHeard extends ForwardingAdapter {

    private final Set<Subscription> requested = new HashSet<>();
    private final Set<Subscription> acknowledged = new HashSet<>();
    private final Set<Subscription> refused = new HashSet<>();

    AnswersHeard(ExchangeAdapter adapter) {
        super(adapter);
    }

    /** {@return what was asked for by a request, not by the URL, which is not answered one by one} */
    Set<Subscription> requested() {
        return requested;
    }

    Set<Subscription> acknowledged() {
        return acknowledged;
    }

    /** {@return what was refused, alone or together with others of its request} */
    Set<Subscription> refused() {
        return refused;
    }

    @Override
    public ExchangeProtocol newProtocol(ExchangeProfile profile, ProtocolSink sink) {
        final Map<Integer, Subscription> byId = new HashMap<>();
        final ExchangeProtocol protocol = super.newProtocol(profile, new Hearing(sink, byId));
        return new Protocol(protocol) {
            @Override
            public int subscribe(List<WireSubscription> pending, Outbound out) {
                final List<WireSubscription> offered = List.copyOf(pending);
                final int covered = super.subscribe(pending, out);
                for (final WireSubscription each : offered.subList(0, covered)) {
                    byId.put(each.id(), each.subscription());
                    requested.add(each.subscription());
                }
                return covered;
            }
        };
    }

    private final class Hearing extends ForwardingSink {

        private final Map<Integer, Subscription> byId;

        Hearing(ProtocolSink sink, Map<Integer, Subscription> byId) {
            super(sink);
            this.byId = byId;
        }

        @Override
        public void acknowledged(int id) {
            add(acknowledged, id);
            super.acknowledged(id);
        }

        @Override
        public void rejected(int id, boolean permanent, String detail) {
            add(refused, id);
            super.rejected(id, permanent, detail);
        }

        @Override
        public void requestRejected(int[] ids, int count, String detail) {
            for (int i = 0; i < count; i++) {
                add(refused, ids[i]);
            }
            super.requestRejected(ids, count, detail);
        }

        private void add(Set<Subscription> to, int id) {
            final Subscription subscription = byId.get(id);
            if (subscription != null) {
                to.add(subscription);
            }
        }
    }
}
