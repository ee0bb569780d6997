/** Health in Prometheus' text format. Entry: {@link io.holdfast.gateway.metrics.MetricsText}. */
@NullMarked
package io.holdfast.gateway.metrics;

import org.jspecify.annotations.NullMarked;
