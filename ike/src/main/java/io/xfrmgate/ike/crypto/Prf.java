package io.xfrmgate.ike.crypto;

import io.xfrmgate.ike.proposal.PrfAlgorithm;

/** A negotiated pseudo-random function (RFC 7296 section 2.13). Stateless towards the caller; not for several threads. */
public interface Prf {
    PrfAlgorithm algorithm();

    /** prf(key, parts[0] | parts[1] | ...): {@link PrfAlgorithm#outputLength()} octets in a fresh array. */
    byte[] compute(byte[] key, byte[]... parts);
}
