package io.xfrmgate.ike.crypto;

import io.xfrmgate.ike.proposal.KeyExchangeGroup;

/** Words for a public value that is refused. */
final class Refusal {
    private Refusal() {}

    static String length(KeyExchangeGroup group, byte[] value) {
        return "a public value of " + group.text() + " has " + group.publicLength() + " octets, not " + value.length;
    }

    static String notOnCurve() {
        return "the public value is not a point of the curve (RFC 5903 section 4)";
    }

    static String zeroSecret() {
        return "the public value gives a zero secret (RFC 8031 section 5)";
    }
}
