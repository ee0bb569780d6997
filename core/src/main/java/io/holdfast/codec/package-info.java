/**
 * Reads JSON and decimals out of frame bytes without allocating.
 */
@NullMarked
package io.holdfast.codec;

import org.jspecify.annotations.NullMarked;
