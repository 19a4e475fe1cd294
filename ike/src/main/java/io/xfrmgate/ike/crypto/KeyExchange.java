package io.xfrmgate.ike.crypto;

import io.xfrmgate.ike.proposal.KeyExchangeGroup;

/** Our half of one key exchange: the public value to send, and the secret once the peer's value is known. */
public interface KeyExchange {
    KeyExchangeGroup group();

    /** What goes into the KE payload, {@link KeyExchangeGroup#publicLength()} octets. */
    byte[] publicValue();

    /**
     * The shared secret g^ir (RFC 7296 section 2.14; RFC 5903: the x coordinate), in a fresh array that the caller wipes.
     *
     * @throws InvalidPublicValueException if the peer's value is of the wrong length, not in the group, or gives a zero
     *     secret (RFC 6989, RFC 8031 section 5)
     */
    byte[] agree(byte[] peerPublicValue) throws InvalidPublicValueException;

    /** Overwrites the private value as far as the provider lets us. */
    void destroy();
}
