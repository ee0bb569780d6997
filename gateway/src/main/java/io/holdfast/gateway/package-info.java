/**
 * The program holdfast: command line.
 */
@NullMarked
package io.holdfast.gateway;

import org.jspecify.annotations.NullMarked;
