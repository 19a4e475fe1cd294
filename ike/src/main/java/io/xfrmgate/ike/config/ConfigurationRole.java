package io.xfrmgate.ike.config;

import io.xfrmgate.ike.net.IpAddress;
import java.util.List;

/** What a template or map does with configuration payloads (RFC 7296 sections 2.19 and 3.15). */
public sealed interface ConfigurationRole {
    /** It neither asks for addresses nor gives any; requests are ignored, as the RFC allows. */
    ConfigurationRole NONE = new None();

    /** See {@link #NONE}. */
    record None() implements ConfigurationRole {}

    /**
     * It gives the peer addresses.
     *
     * @param pools whose addresses, in order of preference, as {@link AddressAssigner} knows them; of both families
     * @param dns name servers that are told in place of those of the pools; empty leaves those
     * @param subnets told as the networks that are reached through us; empty tells none
     * @param homeAddress a peer has the address that it asks for, if the pools have it free, and no other
     */
    record Server(List<String> pools, List<IpAddress> dns, List<AddressRange> subnets, boolean homeAddress)
            implements ConfigurationRole {
        /** Any address of the pools will do. */
        public Server(List<String> pools, List<IpAddress> dns, List<AddressRange> subnets) {
            this(pools, dns, subnets, false);
        }

        public Server {
            pools = List.copyOf(pools);
            dns = List.copyOf(dns);
            subnets = List.copyOf(subnets);
        }
    }

    /**
     * It asks the peer for addresses.
     *
     * @param ipv4 how many IPv4 addresses
     * @param ipv6 how many IPv6 addresses
     * @param wanted addresses that it would like, of either family; the peer may give others
     */
    record Client(int ipv4, int ipv6, List<IpAddress> wanted) implements ConfigurationRole {
        /** Of each family; more serve no purpose and would be selectors without end. */
        public static final int MAX_ADDRESSES = 8;

        public Client {
            if (ipv4 < 0 || ipv6 < 0 || ipv4 + ipv6 == 0 || ipv4 > MAX_ADDRESSES || ipv6 > MAX_ADDRESSES) {
                throw new IllegalArgumentException("can not ask for " + ipv4 + " and " + ipv6 + " addresses");
            }
            wanted = List.copyOf(wanted);
        }
    }
}
