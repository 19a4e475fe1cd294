package io.xfrmgate.ike.wire;

import io.xfrmgate.ike.net.IpAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;

/**
 * An identity (RFC 7296 section 3.5): its type and its octets. Equal where both are equal, FQDN and RFC 822 addresses
 * without regard to case; distinguished names as X.500
 * compares them, because encodings differ among certificate makers.
 */
public record Identification(int idType, byte[] data) {
    public static final int IPV4_ADDR = 1;
    public static final int FQDN = 2;
    public static final int RFC822_ADDR = 3;
    public static final int IPV6_ADDR = 5;
    public static final int DER_ASN1_DN = 9;
    public static final int DER_ASN1_GN = 10;
    public static final int KEY_ID = 11;

    public static Identification of(IpAddress address) {
        return new Identification(address.isV6() ? IPV6_ADDR : IPV4_ADDR, address.octets());
    }

    public static Identification fqdn(String name) {
        return new Identification(FQDN, name.getBytes(StandardCharsets.US_ASCII));
    }

    public static Identification rfc822(String mailbox) {
        return new Identification(RFC822_ADDR, mailbox.getBytes(StandardCharsets.US_ASCII));
    }

    public static Identification keyId(byte[] opaque) {
        return new Identification(KEY_ID, opaque);
    }

    private boolean isText() {
        return idType == FQDN || idType == RFC822_ADDR;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Identification that
                && idType == that.idType
                && (isText()
                        ? text().equalsIgnoreCase(that.text())
                        : Arrays.equals(data, that.data) || (idType == DER_ASN1_DN && sameName(that)));
    }

    private boolean sameName(Identification that) {
        Optional<X500Principal> name = name();
        return name.isPresent() && name.equals(that.name());
    }

    /** The distinguished name; empty if it is none. */
    private Optional<X500Principal> name() {
        try {
            return Optional.of(new X500Principal(data));
        } catch (IllegalArgumentException notOne) {
            return Optional.empty();
        }
    }

    @Override
    public int hashCode() {
        if (idType == DER_ASN1_DN) {
            return name().map(X500Principal::hashCode).orElseGet(() -> Arrays.hashCode(data));
        }
        return isText() ? text().toLowerCase(Locale.ROOT).hashCode() : Arrays.hashCode(data);
    }

    /**
     * What a peer that is asked nothing more has for its EAP identity (RFC 7296 section 3.16): the octets of a name or key ID, an address
     * or distinguished name as text.
     */
    public byte[] asEapIdentity() {
        return switch (idType) {
            case FQDN, RFC822_ADDR, KEY_ID -> data.clone();
            case DER_ASN1_DN -> name().map(Identification::printable).orElse("").getBytes(StandardCharsets.UTF_8);
            default -> toString().getBytes(StandardCharsets.UTF_8);
        };
    }

    private String text() {
        return new String(data, StandardCharsets.US_ASCII);
    }

    /** As an operator reads it: the address, the name, or {@code key-id:hex}. Control characters are not passed on. */
    @Override
    public String toString() {
        return switch (idType) {
            case IPV4_ADDR, IPV6_ADDR ->
                data.length == 4 || data.length == 16
                        ? IpAddress.of(data).toString()
                        : "invalid-address:" + HexFormat.of().formatHex(data);
            case FQDN, RFC822_ADDR -> shownText();
            case KEY_ID -> "key-id:" + printable();
            case DER_ASN1_DN ->
                "dn:"
                        + name().map(Identification::printable)
                                .orElseGet(() -> HexFormat.of().formatHex(data));
            default -> "id-type-" + idType + ":" + HexFormat.of().formatHex(data);
        };
    }

    private String shownText() {
        byte[] shown = data.clone();
        for (int i = 0; i < shown.length; i++) {
            if (shown[i] < 0x21 || shown[i] > 0x7e) {
                shown[i] = '?';
            }
        }
        return new String(shown, StandardCharsets.US_ASCII);
    }

    private static String printable(X500Principal name) {
        return name.getName(X500Principal.RFC2253).replaceAll("[\\p{Cntrl}]", "?");
    }

    private String printable() {
        for (byte octet : data) {
            if (octet < 0x21 || octet > 0x7e) {
                return HexFormat.of().formatHex(data);
            }
        }
        return new String(data, StandardCharsets.US_ASCII);
    }
}
