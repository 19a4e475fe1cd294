/** Netlink sockets: numbered requests, many in flight, dumps, extended acknowledgements. */
@NullMarked
package io.xfrmgate.nativeio.netlink;

import org.jspecify.annotations.NullMarked;
