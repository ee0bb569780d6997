/** How long it takes until a link that has died in silence, or a subscription that stalls, is noticed. */
package io.holdfast.benchmarks.detection;
