/**
 * SPI of an exchange: its profile (data) and its protocol (behaviour).
 */
@NullMarked
package io.holdfast.exchange;

import org.jspecify.annotations.NullMarked;
