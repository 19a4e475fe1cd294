package io.xfrmgate.ike.pki;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Hashes of signatures, with their numbers in SIGNATURE_HASH_ALGORITHMS (RFC 7427 section 7, RFC 8420). */
public enum HashAlgorithm {
    SHA1(1),
    SHA2_256(2),
    SHA2_384(3),
    SHA2_512(4),
    /** The signature scheme hashes by itself: Ed25519 and Ed448. */
    IDENTITY(5);

    private final int id;

    HashAlgorithm(int id) {
        this.id = id;
    }

    public int id() {
        return id;
    }

    /** The algorithm of this number, if we have it. */
    public static Optional<HashAlgorithm> of(int id) {
        for (HashAlgorithm hash : values()) {
            if (hash.id == id) {
                return Optional.of(hash);
            }
        }
        return Optional.empty();
    }

    /** The notification's data: two octets each. */
    public static byte[] encode(List<HashAlgorithm> hashes) {
        byte[] data = new byte[2 * hashes.size()];
        for (int i = 0; i < hashes.size(); i++) {
            data[2 * i + 1] = (byte) hashes.get(i).id;
        }
        return data;
    }

    /** Those of the notification's data that we have; a last odd octet is ignored. */
    public static List<HashAlgorithm> decode(byte[] data) {
        List<HashAlgorithm> hashes = new ArrayList<>();
        for (int i = 0; i + 1 < data.length; i += 2) {
            of((data[i] & 0xFF) << 8 | (data[i + 1] & 0xFF)).ifPresent(hashes::add);
        }
        return hashes;
    }
}
