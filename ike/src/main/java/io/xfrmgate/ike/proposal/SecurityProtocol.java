package io.xfrmgate.ike.proposal;

import java.util.Optional;

/** Security protocol identifiers (IANA "IKEv2 Security Protocol Identifiers"). */
public enum SecurityProtocol {
    /** In notifications that concern no SA (RFC 7296 section 3.10). */
    NONE(0, 0),
    IKE(1, 8),
    AH(2, 4),
    ESP(3, 4);

    private final int id;
    private final int spiLength;

    SecurityProtocol(int id, int spiLength) {
        this.id = id;
        this.spiLength = spiLength;
    }

    public int id() {
        return id;
    }

    /** Octets of an SPI of this protocol. */
    public int spiLength() {
        return spiLength;
    }

    public static Optional<SecurityProtocol> of(int id) {
        return id >= 0 && id <= 3 ? Optional.of(values()[id]) : Optional.empty();
    }
}
