package io.xfrmgate.ike.proposal;

import java.util.List;
import java.util.Optional;

/** Key exchange methods, once "Diffie-Hellman groups" (IANA "Transform Type 4"). */
public enum KeyExchangeGroup {
    NONE(0, "group-none", 0, false),
    MODP_768(1, "group-1", 96, true),
    MODP_1024(2, "group-2", 128, true),
    MODP_1536(5, "group-5", 192, true),
    MODP_2048(14, "group-14", 256, false),
    MODP_3072(15, "group-15", 384, false),
    MODP_4096(16, "group-16", 512, false),
    MODP_6144(17, "group-17", 768, false),
    MODP_8192(18, "group-18", 1024, false),
    ECP_256(19, "group-19", 64, false),
    ECP_384(20, "group-20", 96, false),
    ECP_521(21, "group-21", 132, false),
    CURVE25519(31, "group-31", 32, false),
    CURVE448(32, "group-32", 56, false);

    private static final List<KeyExchangeGroup> ALL = List.of(values());

    private final int id;
    private final String text;
    private final int publicLength;
    private final boolean weak;

    KeyExchangeGroup(int id, String text, int publicLength, boolean weak) {
        this.id = id;
        this.text = text;
        this.publicLength = publicLength;
        this.weak = weak;
    }

    public int id() {
        return id;
    }

    public String text() {
        return text;
    }

    /** Octets of the public value in the KE payload (RFC 7296 section 3.4, RFC 5903 section 7, RFC 8031 section 2). */
    public int publicLength() {
        return publicLength;
    }

    public boolean isWeak() {
        return weak;
    }

    public static Optional<KeyExchangeGroup> of(int id) {
        for (KeyExchangeGroup group : ALL) {
            if (group.id == id) {
                return Optional.of(group);
            }
        }
        return Optional.empty();
    }
}
