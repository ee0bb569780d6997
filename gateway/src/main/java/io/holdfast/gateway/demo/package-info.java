/**
 * The demo: an exchange on loopback, cut in every way, and what the framework makes of it. Entry: {@link
 * io.holdfast.gateway.demo.Demo}.
 */
@NullMarked
package io.holdfast.gateway.demo;

import org.jspecify.annotations.NullMarked;
