package io.xfrmgate.ike.crypto;

import java.util.Arrays;

/**
 * A copy of the keys of one direction of an IKE SA, for whom an operator lets have them.
 *
 * @param encryption SK_e, with the salt of combined and counter modes at its end
 * @param integrity SK_a; empty for combined modes
 */
public record SkKeys(byte[] encryption, byte[] integrity) {
    /** Overwrites both. */
    public void destroy() {
        Arrays.fill(encryption, (byte) 0);
        Arrays.fill(integrity, (byte) 0);
    }

    @Override
    public String toString() {
        return "SkKeys[" + encryption.length + " octets, " + integrity.length + " octets]";
    }
}
