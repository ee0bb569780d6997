/** Simulated exchanges on real sockets, and waits, for tests and plugin authors. */
module io.holdfast.testkit {
    requires transitive io.holdfast.core;
    requires static transitive org.jspecify;
}
