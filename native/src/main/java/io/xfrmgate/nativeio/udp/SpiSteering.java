package io.xfrmgate.nativeio.udp;

import java.util.List;

/**
 * Which of several sockets on one port gets an IKE message: that of the shard whose number is in the low bits of this gateway's
 * SPI (RFC 7296 section 3.1; the last octet of the SPI is its least significant one).
 *
 * <pre>
 *   I flag clear               the sender is the original responder, our SPI is the initiator's
 *   I flag set                 the sender is the original initiator, our SPI is the responder's
 *   I flag set, it is zero     an IKE_SA_INIT (or IKE_SESSION_RESUME) request: we have no SPI yet; the initiator's SPI,
 *                              so that retransmissions meet the shard that knows them
 * </pre>
 *
 * IKEv1 has no such flag, so there the initiator's cookie always decides, in both roles.
 *
 * <p>Each shard has two more sockets, for newcomers, those whose message has no SPI of ours (the third line): however many they are, or
 * pretend to be, they fill queues of their own, and what belongs to SAs is never dropped for them. Those who bring a cookie, a
 * notification before all else (section 2.6), have one queue, all others the second: who has shown that he is where he
 * says needs to get through a flood of forged addresses once, not twice.
 */
public final class SpiSteering {
    /** The shard number must fit the last octet of an SPI. */
    public static final int MAX_SHARDS = 256;

    private static final int INITIATOR_SPI_LAST = 7;
    private static final int RESPONDER_SPI = 8;
    private static final int RESPONDER_SPI_LAST = 15;
    private static final int NEXT_PAYLOAD = 16;
    private static final int NOTIFY = 41;
    private static final int FLAGS = 19;
    private static final int FLAG_INITIATOR = 0x08;

    private SpiSteering() {}

    /**
     * The shard that owns a message, as the kernel would choose.
     *
     * @param message an IKE message without non-ESP marker, at least 20 octets
     * @param shards a power of two, at most {@value #MAX_SHARDS}
     */
    public static int shardOf(byte[] message, int shards) {
        checkShards(shards);
        boolean itsOwn = (message[FLAGS] & FLAG_INITIATOR) == 0 || isNewcomer(message);
        return message[itsOwn ? INITIATOR_SPI_LAST : RESPONDER_SPI_LAST] & (shards - 1);
    }

    /** Whether the message asks for a new SA: from an initiator that knows no SPI of ours. */
    static boolean isNewcomer(byte[] message) {
        if ((message[FLAGS] & FLAG_INITIATOR) == 0) {
            return false;
        }
        for (int i = RESPONDER_SPI; i <= RESPONDER_SPI_LAST; i++) {
            if (message[i] != 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether a newcomer's first payload is a notification, so that it may be a cookie. */
    static boolean mayBringCookie(byte[] message) {
        return isNewcomer(message) && message[NEXT_PAYLOAD] == NOTIFY;
    }

    /**
     * The same rule for SO_ATTACH_REUSEPORT_CBPF: first the shards' sockets in order, then those for newcomers with a cookie, then those for newcomers without. The kernel runs it with offset 0 at the UDP payload
     * (net/core/sock_reuseport.c, run_bpf_filter); a load past the end gives socket 0, where keepalives and stubs are as
     * well off as anywhere. ESP packets on the NAT traversal port pass here too: any socket will do for them, since the
     * kernel decapsulates before it queues.
     */
    static List<BpfInstruction> program(boolean natTraversal, int shards) {
        checkShards(shards);
        int ike = natTraversal ? NonEspMarker.LENGTH : 0;
        return List.of(
                BpfInstruction.of(BpfInstruction.LOAD_BYTE, ike + FLAGS),
                BpfInstruction.branch(BpfInstruction.JUMP_IF_SET, FLAG_INITIATOR, 0, 6), // else: 8
                BpfInstruction.of(BpfInstruction.LOAD_WORD, ike + RESPONDER_SPI),
                BpfInstruction.branch(BpfInstruction.JUMP_IF_EQUAL, 0, 0, 2), // else: 6
                BpfInstruction.of(BpfInstruction.LOAD_WORD, ike + RESPONDER_SPI + 4),
                BpfInstruction.branch(BpfInstruction.JUMP_IF_EQUAL, 0, 5, 0), // then: 11
                BpfInstruction.of(BpfInstruction.LOAD_BYTE, ike + RESPONDER_SPI_LAST),
                BpfInstruction.of(BpfInstruction.JUMP, 1), // to 9
                BpfInstruction.of(BpfInstruction.LOAD_BYTE, ike + INITIATOR_SPI_LAST),
                BpfInstruction.of(BpfInstruction.AND, shards - 1),
                BpfInstruction.of(BpfInstruction.RETURN_ACCUMULATOR, 0),
                BpfInstruction.of(BpfInstruction.LOAD_BYTE, ike + NEXT_PAYLOAD),
                BpfInstruction.branch(BpfInstruction.JUMP_IF_EQUAL, NOTIFY, 0, 4), // else: 17
                BpfInstruction.of(BpfInstruction.LOAD_BYTE, ike + INITIATOR_SPI_LAST),
                BpfInstruction.of(BpfInstruction.AND, shards - 1),
                BpfInstruction.of(BpfInstruction.ADD, shards),
                BpfInstruction.of(BpfInstruction.RETURN_ACCUMULATOR, 0),
                BpfInstruction.of(BpfInstruction.LOAD_BYTE, ike + INITIATOR_SPI_LAST),
                BpfInstruction.of(BpfInstruction.AND, shards - 1),
                BpfInstruction.of(BpfInstruction.ADD, 2 * shards),
                BpfInstruction.of(BpfInstruction.RETURN_ACCUMULATOR, 0));
    }

    static void checkShards(int shards) {
        if (shards < 1 || shards > MAX_SHARDS || Integer.bitCount(shards) != 1) {
            throw new IllegalArgumentException(
                    "the number of shards is a power of two up to " + MAX_SHARDS + ", not " + shards);
        }
    }
}
