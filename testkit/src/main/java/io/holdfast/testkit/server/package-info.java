/**
 * Simulated exchanges on real sockets.
 */
@NullMarked
package io.holdfast.testkit.server;

import org.jspecify.annotations.NullMarked;
