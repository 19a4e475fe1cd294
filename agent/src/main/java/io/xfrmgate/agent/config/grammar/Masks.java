package io.xfrmgate.agent.config.grammar;

import io.xfrmgate.agent.config.syntax.Findings;
import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.ike.config.AddressRange;
import io.xfrmgate.ike.net.IpAddress;
import java.util.Optional;

/** IPv4 networks as address and network mask. */
final class Masks {
    private Masks() {}

    static Optional<Located<AddressRange>> network(
            Located<IpAddress> address, Located<IpAddress> mask, Findings findings) {
        long inverse = ~mask.value().low() & 0xFFFF_FFFFL;
        if (address.value().isV6() || mask.value().isV6() || Long.bitCount(inverse + 1) != 1) {
            findings.error(
                    mask.at(),
                    "this is no mask of an IPv4 network",
                    "a network mask such as 255.255.0.0",
                    "write the network as 10.1.0.0/16 or 2001:db8::/32, without mask");
            return Optional.empty();
        }
        return Optional.of(address.with(new AddressRange(address.value(), 32 - Long.bitCount(inverse))));
    }
}
