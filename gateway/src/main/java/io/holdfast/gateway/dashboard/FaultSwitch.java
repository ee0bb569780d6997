package io.holdfast.gateway.dashboard;

import java.util.List;

/** The demo's buttons: makes simulated exchanges fail. Called on the server's thread: must not block. */
public interface FaultSwitch {

    /** No buttons. */
    FaultSwitch NONE = new FaultSwitch() {
        @Override
        public List<String> faults(String exchange) {
            return List.of();
        }

        @Override
        public void inject(String exchange, String fault) {
            throw new IllegalArgumentException("fault: none (expected: a demo)");
        }
    };

    /** {@return names of the faults that an exchange can be given; none where it is not simulated} */
    List<String> faults(String exchange);

    /**
     * Makes an exchange fail.
     *
     * @throws IllegalArgumentException if there is no such exchange or fault
     */
    void inject(String exchange, String fault);
}
