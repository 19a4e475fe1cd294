/** Meters and the Prometheus endpoint; no Micrometer type leaves this package. */
@NullMarked
package io.xfrmgate.metrics;

import org.jspecify.annotations.NullMarked;
