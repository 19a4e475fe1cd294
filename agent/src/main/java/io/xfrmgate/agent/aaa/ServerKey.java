package io.xfrmgate.agent.aaa;

import io.xfrmgate.ike.net.IpAddress;
import java.util.Optional;

/** A server, and whence it is asked: what shares sockets and its state. */
record ServerKey(Optional<String> namespace, Optional<IpAddress> from, RadiusServer server) {}
