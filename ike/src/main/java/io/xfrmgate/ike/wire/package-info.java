/** Messages and payloads as immutable records, and their codec (RFC 7296 section 3). Untrusted bytes enter here and nowhere else. */
@NullMarked
package io.xfrmgate.ike.wire;

import org.jspecify.annotations.NullMarked;
