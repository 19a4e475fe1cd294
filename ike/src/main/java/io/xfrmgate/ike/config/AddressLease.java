package io.xfrmgate.ike.config;

import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.wire.Identification;

/**
 * An address that a peer holds.
 *
 * @param pool whose address
 * @param peer the authenticated identity that holds it
 * @param slot which of the identity's addresses in this pool, from 0
 */
public record AddressLease(String pool, IpAddress address, Identification peer, int slot) {}
