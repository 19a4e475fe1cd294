/** Linux for the gateway: libc, netlink, XFRM, UDP sockets. Nothing of IKE lives here. */
@NullMarked
package io.xfrmgate.nativeio;

import org.jspecify.annotations.NullMarked;
