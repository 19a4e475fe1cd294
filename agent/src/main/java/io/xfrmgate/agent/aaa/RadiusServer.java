package io.xfrmgate.agent.aaa;

import io.xfrmgate.ike.config.Secret;
import io.xfrmgate.ike.net.IpAddress;
import java.net.InetSocketAddress;

/**
 * One RADIUS server.
 *
 * @param key shared with it
 */
public record RadiusServer(IpAddress address, int port, Secret key) {
    InetSocketAddress socketAddress() {
        return new InetSocketAddress(address.toInetAddress(), port);
    }

    /** Without the key, as logs and metrics name it. */
    String name() {
        return address.isV6() ? "[" + address + "]:" + port : address + ":" + port;
    }
}
