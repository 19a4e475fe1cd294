package io.xfrmgate.nativeio.xfrm;

import java.net.Inet6Address;
import java.net.InetAddress;

/** AF_INET and AF_INET6. */
final class AddressFamily {
    static final int UNSPEC = 0;
    static final int INET = 2;
    static final int INET6 = 10;

    private AddressFamily() {}

    static int of(InetAddress address) {
        return address instanceof Inet6Address ? INET6 : INET;
    }
}
