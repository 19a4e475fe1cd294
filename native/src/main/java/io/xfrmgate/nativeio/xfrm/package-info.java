/** The kernel's IPsec tables: xfrm.h as typed values. */
@NullMarked
package io.xfrmgate.nativeio.xfrm;

import org.jspecify.annotations.NullMarked;
