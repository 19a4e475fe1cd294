package io.xfrmgate.agent.config.model;

import io.xfrmgate.agent.config.syntax.Located;
import java.util.List;

/**
 * {@code ip-address-alloc ...} of a payload: what becomes of a peer's request for an address.
 *
 * @param pools by name; empty is what {@code subscriber default} says
 */
public record AddressAllocation(Kind kind, List<Located<String>> pools) {
    public AddressAllocation {
        pools = List.copyOf(pools);
    }

    /** From a pool, or the address that the peer has already and asks for. */
    public enum Kind {
        DYNAMIC,
        HOME_ADDRESS
    }
}
