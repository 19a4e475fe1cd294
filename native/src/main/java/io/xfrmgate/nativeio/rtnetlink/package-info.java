/** Links, addresses and routes of a network namespace (rtnetlink(7)): the little that the gateway needs. */
@NullMarked
package io.xfrmgate.nativeio.rtnetlink;

import org.jspecify.annotations.NullMarked;
