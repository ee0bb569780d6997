/** A proxy on TCP's level that breaks the way between a client and any server. */
@NullMarked
package io.holdfast.testkit.fault;

import org.jspecify.annotations.NullMarked;
