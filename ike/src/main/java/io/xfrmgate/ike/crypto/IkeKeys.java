package io.xfrmgate.ike.crypto;

import java.util.Arrays;

/** The keys of one IKE SA (RFC 7296 section 2.14). SK_ai, SK_ar, SK_ei and SK_er live in the two protections only. */
public final class IkeKeys {
    private static final byte[] NONE = {};

    private final byte[] skD;
    private byte[] skPi;
    private byte[] skPr;
    private final SkProtection initiatorProtection;
    private final SkProtection responderProtection;

    /** Without SK_pi and SK_pr, of an IKE SA that is established. The array is owned from now on. */
    public IkeKeys(byte[] skD, SkProtection initiatorProtection, SkProtection responderProtection) {
        this(skD, NONE, NONE, initiatorProtection, responderProtection);
    }

    /** All arrays are owned from now on. */
    public IkeKeys(
            byte[] skD, byte[] skPi, byte[] skPr, SkProtection initiatorProtection, SkProtection responderProtection) {
        this.skD = skD;
        this.skPi = skPi;
        this.skPr = skPr;
        this.initiatorProtection = initiatorProtection;
        this.responderProtection = responderProtection;
    }

    /** From which Child SAs and the next IKE SA are keyed; not a copy. */
    public byte[] skD() {
        return skD;
    }

    /** For the initiator's AUTH payload; not a copy. */
    public byte[] skPi() {
        return skPi;
    }

    /** For the responder's AUTH payload; not a copy. */
    public byte[] skPr() {
        return skPr;
    }

    /** Of the messages that the original initiator of this SA sends. */
    public SkProtection initiatorProtection() {
        return initiatorProtection;
    }

    /** Of the messages that the original responder of this SA sends. */
    public SkProtection responderProtection() {
        return responderProtection;
    }

    /** Both sides have proven who they are: what their proofs were made with is overwritten, and gone. */
    public void forgetProofs() {
        Arrays.fill(skPi, (byte) 0);
        Arrays.fill(skPr, (byte) 0);
        skPi = NONE;
        skPr = NONE;
    }

    /** Overwrites all keys; the SA can neither send nor read after. */
    public void destroy() {
        Arrays.fill(skD, (byte) 0);
        Arrays.fill(skPi, (byte) 0);
        Arrays.fill(skPr, (byte) 0);
        initiatorProtection.destroy();
        responderProtection.destroy();
    }
}
