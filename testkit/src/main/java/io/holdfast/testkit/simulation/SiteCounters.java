package io.holdfast.testkit.simulation;

/** What was counted at one site. Written by the simulation's thread alone. */
public final class SiteCounters {

    long attempts;
    long mostAttemptsInWindow;
    long opened;
    long gets;
    long dataSent;
    long dataArrived;
    long dataLost;
    long dataWithheld;
    long messagesIn;
    long mostMessagesInOneSecond;

    SiteCounters() {}

    void attempt(int inWindow) {
        attempts++;
        mostAttemptsInWindow = Math.max(mostAttemptsInWindow, inWindow);
    }

    void inOneSecond(int messages) {
        mostMessagesInOneSecond = Math.max(mostMessagesInOneSecond, messages);
    }

    /** {@return connections that were asked for} */
    public long attempts() {
        return attempts;
    }

    /** {@return the most of these within any window of {@link VirtualSite#attemptWindow}} */
    public long mostAttemptsInWindow() {
        return mostAttemptsInWindow;
    }

    /** {@return connections that opened} */
    public long opened() {
        return opened;
    }

    /** {@return HTTP requests} */
    public long gets() {
        return gets;
    }

    /** {@return data messages that left the exchange} */
    public long dataSent() {
        return dataSent;
    }

    /** {@return data messages that were handed to the client} */
    public long dataArrived() {
        return dataArrived;
    }

    /** {@return data messages that were under way on a connection that ended} */
    public long dataLost() {
        return dataLost;
    }

    /** {@return data messages that the exchange kept to itself} */
    public long dataWithheld() {
        return dataWithheld;
    }

    /** {@return messages that clients sent, pings and pongs among them} */
    public long messagesIn() {
        return messagesIn;
    }

    /** {@return the most of these that one connection sent within any second} */
    public long mostMessagesInOneSecond() {
        return mostMessagesInOneSecond;
    }
}
