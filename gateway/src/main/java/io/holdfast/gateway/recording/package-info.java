/**
 * Recordings of what an exchange sent, and the engine running on one as if it came from the wire.
 */
@NullMarked
package io.holdfast.gateway.recording;

import org.jspecify.annotations.NullMarked;
