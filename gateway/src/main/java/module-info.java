/** The program {@code holdfast}. */
module io.holdfast.gateway {
    requires io.holdfast.core;
    requires static transitive org.jspecify;
}
