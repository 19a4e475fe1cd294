package io.xfrmgate.nativeio.xfrm;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.nativeio.netlink.Capture;
import io.xfrmgate.nativeio.netlink.MalformedMessageException;
import io.xfrmgate.nativeio.netlink.NetlinkMessage;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * XFRMA_OFFLOAD_DEV (28) octet by octet, by include/uapi/linux/xfrm.h: XFRM_OFFLOAD_INBOUND is 2, XFRM_OFFLOAD_PACKET 4. The
 * lab's iproute2 is too old to be asked for it.
 */
final class PacketOffloadTest {
    private static final InetAddress LEFT = InetAddress.ofLiteral("192.0.2.1");
    private static final InetAddress RIGHT = InetAddress.ofLiteral("192.0.2.2");

    private static String attributes(XfrmRequest request) throws MalformedMessageException {
        NetlinkMessage message = Capture.written(request);
        return Capture.canonical(message.type(), message.body(), XfrmFamily.XFRM.structureLength(message.type()));
    }

    private static XfrmRequest state(boolean inbound, boolean packet) {
        SaInfo info = SaInfo.of(SaId.esp(RIGHT, 0x1000), LEFT, 7, XfrmMode.TUNNEL);
        return new XfrmRequest.AddSa(new Sa(
                info,
                new SaAttributes.Builder()
                        .offload(new Offload(7, inbound, packet))
                        .build()));
    }

    private static Policy policy(PolicyDirection direction, Optional<Offload> offload) {
        Selector selector = Selector.ofPrefixes(LEFT, 32, RIGHT, 32);
        return new Policy(
                PolicyInfo.of(selector, direction, 2000),
                List.of(Template.esp(LEFT, RIGHT, 7, XfrmMode.TUNNEL)),
                Optional.empty(),
                0,
                offload);
    }

    @Test
    void aStateSaysItsDirectionAndHowMuchTheDeviceDoes() throws Exception {
        assertThat(attributes(state(false, false))).endsWith("\n28=0700000000000000");
        assertThat(attributes(state(true, false))).endsWith("\n28=0700000002000000");
        assertThat(attributes(state(false, true))).endsWith("\n28=0700000004000000");
        assertThat(attributes(state(true, true))).endsWith("\n28=0700000006000000");
    }

    /** The kernel takes the direction of the policy, and refuses one of the attribute's own (xfrm_dev_policy_add). */
    @Test
    void aPolicyOfADeviceSaysPacketAndNothingElse() throws Exception {
        Optional<Offload> card = Optional.of(Offload.ofPolicy(7));
        for (PolicyDirection direction : List.of(PolicyDirection.IN, PolicyDirection.OUT)) {
            assertThat(attributes(new XfrmRequest.UpdatePolicy(policy(direction, card))))
                    .endsWith("\n28=0700000004000000");
        }
        assertThat(attributes(new XfrmRequest.UpdatePolicy(policy(PolicyDirection.OUT, Optional.empty()))))
                .doesNotContain("\n28=");
    }
}
