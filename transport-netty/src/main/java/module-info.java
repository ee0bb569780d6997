/** The transport SPI on Netty. */
module io.holdfast.transport.netty {
    requires transitive io.holdfast.core;
    requires static transitive org.jspecify;
}
