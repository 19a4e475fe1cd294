/** Primitives behind one registry, the key schedule, and the protection of the SK payload. */
@NullMarked
package io.xfrmgate.ike.crypto;

import org.jspecify.annotations.NullMarked;
