package io.xfrmgate.agent.config;

import io.xfrmgate.ike.net.IpAddress;

/**
 * Where metrics are served over HTTP.
 *
 * @param port TCP
 */
public record MetricsAddress(IpAddress address, int port) {}
