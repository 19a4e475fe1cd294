/** Addresses as small immutable values. */
@NullMarked
package io.xfrmgate.ike.net;

import org.jspecify.annotations.NullMarked;
