/**
 * Deterministic simulation: the real engine and the real plugins in virtual time, on a virtual network that fails as a
 * seed says, against exchanges of which the truth is known.
 */
@NullMarked
package io.holdfast.testkit.simulation;

import org.jspecify.annotations.NullMarked;
