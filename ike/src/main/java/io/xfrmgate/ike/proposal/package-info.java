/** Transforms, proposals and their selection (RFC 7296 section 3.3). */
@NullMarked
package io.xfrmgate.ike.proposal;

import org.jspecify.annotations.NullMarked;
