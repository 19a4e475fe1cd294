/** What the core asks of the kernel's SA and policy tables, as values, and what comes back. */
@NullMarked
package io.xfrmgate.ike.dataplane;

import org.jspecify.annotations.NullMarked;
