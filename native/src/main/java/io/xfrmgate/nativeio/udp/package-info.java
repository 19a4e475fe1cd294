/** IKE sockets: batches of datagrams with the local address of each. */
@NullMarked
package io.xfrmgate.nativeio.udp;

import org.jspecify.annotations.NullMarked;
