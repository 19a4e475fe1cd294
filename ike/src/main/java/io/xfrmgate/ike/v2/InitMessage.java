package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.config.FragmentationPolicy;
import io.xfrmgate.ike.config.NatPolicy;
import io.xfrmgate.ike.crypto.KeySchedule;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.wire.NotifyType;
import io.xfrmgate.ike.wire.Payload;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.List;

/** What both sides say in IKE_SA_INIT beside SA, KE and nonce: NAT detection, fragmentation. */
final class InitMessage {
    private static final int SHA1_LENGTH = 20;

    private InitMessage() {}

    /** Adds our notifications. */
    static void addNotifies(
            List<Payload> payloads,
            long spiI,
            long spiR,
            UdpEndpoint local,
            UdpEndpoint remote,
            NatPolicy nat,
            FragmentationPolicy fragmentation,
            SecureRandom random) {
        byte[] source = KeySchedule.natDetectionHash(spiI, spiR, local);
        if (nat.forceEncapsulation()) {
            // A hash that fits no address makes both sides believe in a NAT.
            source = new byte[SHA1_LENGTH];
            random.nextBytes(source);
        }
        payloads.add(Payload.Notify.of(NotifyType.NAT_DETECTION_SOURCE_IP, source));
        payloads.add(Payload.Notify.of(
                NotifyType.NAT_DETECTION_DESTINATION_IP, KeySchedule.natDetectionHash(spiI, spiR, remote)));
        if (fragmentation.enabled()) {
            payloads.add(Payload.Notify.of(NotifyType.IKEV2_FRAGMENTATION_SUPPORTED));
        }
    }

    /** What the peer's NAT detection says, seen from here; without it, no NAT and no encapsulation. */
    static NatSituation nat(
            Inbound message, long spiI, long spiR, UdpEndpoint local, UdpEndpoint remote, NatPolicy policy) {
        List<byte[]> sources = hashes(message, NotifyType.NAT_DETECTION_SOURCE_IP);
        List<byte[]> destinations = hashes(message, NotifyType.NAT_DETECTION_DESTINATION_IP);
        if (sources.isEmpty() || destinations.isEmpty()) {
            return NatSituation.NONE;
        }
        boolean remoteBehindNat = !contains(sources, KeySchedule.natDetectionHash(spiI, spiR, remote));
        boolean localBehindNat = !contains(destinations, KeySchedule.natDetectionHash(spiI, spiR, local));
        return new NatSituation(localBehindNat, remoteBehindNat, policy.forceEncapsulation());
    }

    private static List<byte[]> hashes(Inbound message, int type) {
        return message.all(Payload.Notify.class).stream()
                .filter(n -> n.notifyType() == type)
                .map(Payload.Notify::data)
                .toList();
    }

    private static boolean contains(List<byte[]> hashes, byte[] expected) {
        return hashes.stream().anyMatch(hash -> MessageDigest.isEqual(hash, expected));
    }
}
