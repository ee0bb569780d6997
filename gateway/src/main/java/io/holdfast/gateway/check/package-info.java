/**
 * The doctor: walks the way to an exchange's first price once and says how far it comes. Entry: {@link
 * io.holdfast.gateway.check.Check}.
 */
@NullMarked
package io.holdfast.gateway.check;

import org.jspecify.annotations.NullMarked;
