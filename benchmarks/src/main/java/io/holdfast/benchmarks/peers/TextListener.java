package io.holdfast.benchmarks.peers;

/** Is given each text message, on whatever thread the client delivers on. */
@FunctionalInterface
public interface TextListener {

    /** One whole message. */
    void onText(CharSequence text);
}
