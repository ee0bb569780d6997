/**
 * The engine: one supervised connection, its states, and why it moves between them.
 */
@NullMarked
package io.holdfast.session;

import org.jspecify.annotations.NullMarked;
