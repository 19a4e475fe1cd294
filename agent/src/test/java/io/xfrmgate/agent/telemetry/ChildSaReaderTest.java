package io.xfrmgate.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.agent.loop.ShardSnapshot;
import io.xfrmgate.agent.telemetry.UsageSource.State;
import io.xfrmgate.ike.dataplane.ChildSuite;
import io.xfrmgate.ike.dataplane.DataPlaneAnswer.SaUsage;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.ChildSaRef;
import io.xfrmgate.ike.dataplane.IpsecMode;
import io.xfrmgate.ike.dataplane.KernelOptions;
import io.xfrmgate.ike.dataplane.SaPath;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.proposal.EncryptionAlgorithm;
import io.xfrmgate.ike.proposal.IntegrityAlgorithm;
import io.xfrmgate.ike.proposal.Proposal;
import io.xfrmgate.ike.proposal.SecurityProtocol;
import io.xfrmgate.ike.v2.IkeSaView;
import io.xfrmgate.ike.v2.IkeSaView.ChildView;
import io.xfrmgate.ike.v2.Notice.ChildName;
import io.xfrmgate.ike.v2.Notice.IkeSaName;
import io.xfrmgate.metrics.SaSample;
import io.xfrmgate.metrics.SaTotals;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class ChildSaReaderTest {
    private static final UdpEndpoint LOCAL = new UdpEndpoint(IpAddress.parse("192.0.2.1"), 500);
    private static final UdpEndpoint REMOTE = new UdpEndpoint(IpAddress.parse("192.0.2.2"), 500);

    private final Map<State, SaUsage> kernel = new HashMap<>();
    private boolean kernelFails;
    private List<ShardSnapshot> shards = List.of();
    private final ChildSaReader reader = new ChildSaReader(
            () -> shards,
            () -> {
                if (kernelFails) {
                    throw new IOException("no answer");
                }
                return kernel;
            },
            new SaTotals());

    @Test
    void joinsBothStatesOfAnSaByWhereTheirPacketsGo() {
        shards = List.of(snapshot(Optional.of("b.example.org"), child(1, 2, 61_500, Long.MAX_VALUE)));
        kernel.put(new State(1, LOCAL.address()), new SaUsage(1_000, 10, 3, 4, 50));
        kernel.put(new State(2, REMOTE.address()), new SaUsage(2_000, 20, 0, 0, 60));
        kernel.put(new State(1, REMOTE.address()), new SaUsage(9, 9, 9, 9, 99)); // somebody else's
        SaSample sample = reader.samples().getFirst();
        assertThat(sample)
                .isEqualTo(new SaSample(
                        "b.example.org",
                        "map",
                        "site",
                        1,
                        2,
                        1_000,
                        10,
                        2_000,
                        20,
                        3,
                        4,
                        OptionalLong.of(60),
                        OptionalLong.of(60),
                        OptionalLong.empty(),
                        true));
    }

    @Test
    void namesAPeerWithoutIdentityByItsAddress() {
        shards = List.of(snapshot(Optional.empty(), child(1, 2, 0, 0)));
        SaSample sample = reader.samples().getFirst();
        assertThat(sample.peer()).isEqualTo("192.0.2.2");
        assertThat(sample.lastUseEpochSeconds()).isEmpty();
    }

    @Test
    void countersStandStillWhileTheKernelDoesNotAnswer() {
        shards = List.of(snapshot(Optional.empty(), child(1, 2, 0, 0)));
        kernel.put(new State(1, LOCAL.address()), new SaUsage(1_000, 10, 0, 0, 50));
        reader.samples();
        kernelFails = true;
        assertThat(reader.samples().getFirst().inboundBytes()).isEqualTo(1_000);
        assertThat(reader.failures()).isEqualTo(1);
    }

    private static ShardSnapshot snapshot(Optional<String> peer, ChildView... children) {
        IkeSaView sa = new IkeSaView(
                new IkeSaName("map", 7, 8, LOCAL, REMOTE, peer, false),
                "established",
                false,
                false,
                Optional.empty(),
                new Proposal(1, SecurityProtocol.IKE, 0, List.of()),
                1,
                1,
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                List.of(),
                List.of(children));
        return new ShardSnapshot(0, 1_000, List.of(sa));
    }

    private static ChildView child(int inbound, int outbound, long rekeyMillis, long expireMillis) {
        ChildName name = new ChildName("site", inbound, outbound, 1, List.of(), List.of());
        ChildSaRef ref = new ChildSaRef(
                inbound,
                outbound,
                IpsecMode.TUNNEL,
                new SaPath(LOCAL, REMOTE, false),
                1,
                List.of(),
                List.of(),
                KernelOptions.DEFAULT);
        ChildSuite suite = new ChildSuite(EncryptionAlgorithm.AES_GCM_16, 128, IntegrityAlgorithm.NONE, false);
        return new ChildView(name, "installed", suite, ref, 1, rekeyMillis, expireMillis);
    }
}
