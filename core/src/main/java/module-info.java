/** Vocabulary, SPIs, decoding, resilience, session engine and ring buffer. */
module io.holdfast.core {
    requires static transitive org.jspecify;
    requires transitive com.lmax.disruptor;
    requires org.slf4j;

    exports io.holdfast.codec;
    exports io.holdfast.market;
    exports io.holdfast.resilience;
}
