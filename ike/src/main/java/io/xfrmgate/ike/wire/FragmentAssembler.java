package io.xfrmgate.ike.wire;

import java.util.Arrays;
import java.util.Optional;

/**
 * Puts the fragments of one message together (RFC 7383 section 2.6): one object per IKE SA and direction. Only authentic
 * fragments get here, of one message ID at a time; a fragment of another message, or of a finer cut of the same one,
 * replaces what was kept. Not safe for several threads; costs nothing until the first fragment comes.
 */
public final class FragmentAssembler {
    /**
     * Fragments of a message. At the smallest usual size, 576 octets of IPv4, this is about 32 KiB. A bit each in a long.
     */
    static final int MAX_FRAGMENTS = 64;

    /**
     * Octets of a whole message. A peer that is not yet authenticated, but did a key exchange, can make us keep this
     * much. Chains of RSA certificates need about 10 KiB, ML-DSA ones about 27 KiB.
     */
    static final int MAX_OCTETS = 32 * 1024;

    private static final byte[][] NOTHING = new byte[0][];

    private boolean allowed;
    private int messageId;
    private int exchangeType;
    private int total;
    private int octets;
    private int firstType;
    private long received;
    private byte[][] parts = NOTHING;

    /** With whether both sides sent IKEV2_FRAGMENTATION_SUPPORTED. */
    public FragmentAssembler(boolean allowed) {
        this.allowed = allowed;
    }

    public void allow(boolean nowAllowed) {
        allowed = nowAllowed;
        reset();
    }

    /** Forgets what is kept. */
    public void reset() {
        total = 0;
        octets = 0;
        firstType = PayloadChain.NONE;
        received = 0;
        parts = NOTHING;
    }

    /** Whether no fragment is kept. */
    public boolean isEmpty() {
        return received == 0;
    }

    /** Fragments kept at present. */
    int kept() {
        return Long.bitCount(received);
    }

    /** Why a fragment with these fields is not worth deciphering. */
    Optional<DecodeError> refusal(IkeHeader header, int number, int ofTotal) {
        if (!allowed) {
            return Optional.of(DecodeError.FRAGMENTS_NOT_NEGOTIATED);
        }
        if (number < 1 || number > ofTotal || (isSameMessage(header) && ofTotal < total)) {
            return Optional.of(DecodeError.BAD_FRAGMENT);
        }
        return ofTotal > MAX_FRAGMENTS ? Optional.of(DecodeError.FRAGMENTS_TOO_LARGE) : Optional.empty();
    }

    /**
     * Keeps an authentic fragment that was not refused. Duplicates change nothing.
     *
     * @param nextPayload the fragment's Next Payload field; that of number 1 is the message's first type
     * @return false if the message becomes too large: nothing is kept then
     */
    boolean add(IkeHeader header, int number, int ofTotal, int nextPayload, byte[] source, int from, int length) {
        if (!isSameMessage(header) || ofTotal != total) {
            reset();
            messageId = header.messageId();
            exchangeType = header.exchangeType();
            total = ofTotal;
            parts = new byte[ofTotal][];
        }
        long bit = 1L << (number - 1);
        if ((received & bit) != 0) {
            return true;
        }
        if (length > MAX_OCTETS - octets) {
            reset();
            return false;
        }
        received |= bit;
        octets += length;
        parts[number - 1] = Arrays.copyOfRange(source, from, from + length);
        if (number == 1) {
            firstType = nextPayload;
        }
        return true;
    }

    boolean isComplete() {
        return total > 0 && Long.bitCount(received) == total;
    }

    /** The first payload's type in a complete message. */
    int firstType() {
        return firstType;
    }

    /** The content of a complete message. */
    byte[] whole() {
        WireWriter whole = new WireWriter(octets);
        for (byte[] part : parts) {
            whole.octets(part);
        }
        return whole.toByteArray();
    }

    private boolean isSameMessage(IkeHeader header) {
        return total > 0 && header.messageId() == messageId && header.exchangeType() == exchangeType;
    }
}
