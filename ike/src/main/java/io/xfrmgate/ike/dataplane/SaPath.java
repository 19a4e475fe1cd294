package io.xfrmgate.ike.dataplane;

import io.xfrmgate.ike.net.UdpEndpoint;

/**
 * Between which endpoints ESP travels.
 *
 * @param local our endpoint; the port matters with {@code encapsulated} only
 * @param remote the peer's
 * @param encapsulated ESP in UDP (RFC 3948) between the two ports
 */
public record SaPath(UdpEndpoint local, UdpEndpoint remote, boolean encapsulated) {}
