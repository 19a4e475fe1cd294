package io.xfrmgate.ike.proposal;

import java.util.Optional;

/** The five transform types (RFC 7296 section 3.3.2, IANA "Transform Type Values"). */
public enum TransformType {
    ENCR(1),
    PRF(2),
    INTEG(3),
    KE(4),
    ESN(5);

    private final int id;

    TransformType(int id) {
        this.id = id;
    }

    public int id() {
        return id;
    }

    public static Optional<TransformType> of(int id) {
        return id >= 1 && id <= 5 ? Optional.of(values()[id - 1]) : Optional.empty();
    }
}
