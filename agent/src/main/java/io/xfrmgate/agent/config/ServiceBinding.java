package io.xfrmgate.agent.config;

import io.xfrmgate.ike.net.IpAddress;

/**
 * A crypto template at a service's address.
 *
 * @param context of the service
 * @param service kind and name, for example {@code wsg-service gw}
 * @param address where it listens
 * @param peerConfig name of the {@link io.xfrmgate.ike.config.PeerConfig} that was made of it
 */
public record ServiceBinding(String context, String service, IpAddress address, String peerConfig) {}
