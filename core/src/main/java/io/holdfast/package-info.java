/**
 * The front door.
 */
@NullMarked
package io.holdfast;

import org.jspecify.annotations.NullMarked;
