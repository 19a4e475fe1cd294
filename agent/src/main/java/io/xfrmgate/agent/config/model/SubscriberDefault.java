package io.xfrmgate.agent.config.model;

import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.ike.net.IpAddress;
import java.util.Optional;

/**
 * {@code subscriber default}: what peers of this context get that ask for an address.
 *
 * @param contextName where the pools are; empty is this context
 * @param pool of IPv4, a pool's or group's name
 * @param pool6 of IPv6
 * @param primaryDns in place of the pool's own
 * @param secondaryDns likewise
 */
public record SubscriberDefault(
        Optional<Located<String>> contextName,
        Optional<Located<String>> pool,
        Optional<Located<String>> pool6,
        Optional<Located<IpAddress>> primaryDns,
        Optional<Located<IpAddress>> secondaryDns) {}
