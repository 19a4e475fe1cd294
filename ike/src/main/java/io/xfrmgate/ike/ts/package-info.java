/** Traffic selectors and their narrowing (RFC 7296 sections 2.9 and 3.13). */
@NullMarked
package io.xfrmgate.ike.ts;

import org.jspecify.annotations.NullMarked;
