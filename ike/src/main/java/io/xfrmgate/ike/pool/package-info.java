/** Pools of internal addresses for peers (RFC 7296 section 2.19), and their allocation. */
@NullMarked
package io.xfrmgate.ike.pool;

import org.jspecify.annotations.NullMarked;
