package io.xfrmgate.ike.dataplane;

import java.util.Arrays;

/**
 * Keys of one unidirectional ESP SA (RFC 7296 section 2.17).
 *
 * @param encryption key and, for AES-CTR and the combined modes, salt; empty for NULL
 * @param integrity empty for combined modes
 */
public record ChildKeys(byte[] encryption, byte[] integrity) {

    /** Overwrites both. */
    public void destroy() {
        Arrays.fill(encryption, (byte) 0);
        Arrays.fill(integrity, (byte) 0);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChildKeys that
                && Arrays.equals(encryption, that.encryption)
                && Arrays.equals(integrity, that.integrity);
    }

    @Override
    public int hashCode() {
        return 0; // keys are in no hash table, and no number is derived from them
    }

    @Override
    public String toString() {
        return "ChildKeys[" + encryption.length + "+" + integrity.length + " octets]";
    }
}
