package io.xfrmgate.ike.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.xfrmgate.ike.v2.MessageTrace;
import io.xfrmgate.ike.v2.Notice;
import io.xfrmgate.ike.v2.Notice.IkeSaName;
import io.xfrmgate.ike.v2.TracedPeers;
import io.xfrmgate.ike.wire.ExchangeType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** The messages of peers that are watched are told, and of no others. */
final class TraceSimTest {
    private static List<MessageTrace> of(SimGateway gateway, int exchange) {
        return gateway.traces().stream()
                .filter(t -> t.exchangeType() == exchange)
                .toList();
    }

    @Test
    void byAddressFromTheFirstMessageOn(TestInfo test) {
        SeedRunner.of(test).run(20, world -> {
            Duo duo = Duo.plain(world);
            duo.left.endpoint().trace(new TracedPeers(Set.of(duo.right.address()), Set.of()));
            duo.connect();
            assertThat(of(duo.left, ExchangeType.IKE_SA_INIT))
                    .extracting(MessageTrace::sent, MessageTrace::response)
                    .contains(tuple(true, false), tuple(false, true));
            assertThat(of(duo.left, ExchangeType.IKE_AUTH))
                    .anySatisfy(t -> assertThat(t.payloads())
                            .anyMatch(p -> p.startsWith("IDi("))
                            .anyMatch(p -> p.startsWith("TSr("))
                            .anyMatch(p -> p.startsWith("AUTH(method ")));
            assertThat(duo.right.traces()).isEmpty();
            duo.left.endpoint().trace(TracedPeers.NONE);
            int before = duo.left.traces().size();
            world.runFor(100_000);
            assertThat(duo.left.traces()).hasSize(before);
        });
    }

    @Test
    void byIdentityOnceItIsKnown(TestInfo test) {
        SeedRunner.of(test).run(20, world -> {
            Duo duo = Duo.plain(world).connect();
            String identity = duo.right
                    .notices(Notice.IkeEstablished.class)
                    .getFirst()
                    .ikeSa()
                    .peer()
                    .orElseThrow();
            duo.right.endpoint().trace(new TracedPeers(Set.of(), Set.of(identity.toUpperCase(Locale.ROOT))));
            world.runFor(600_000);
            assertThat(of(duo.right, ExchangeType.INFORMATIONAL)).isNotEmpty();
            assertThat(duo.left.traces()).isEmpty();
        });
    }

    @Test
    void whatIsSentAgainIsTold(TestInfo test) {
        SeedRunner.of(test).run(20, world -> {
            Duo duo = Duo.plain(world).connect();
            duo.left.endpoint().trace(new TracedPeers(Set.of(duo.right.address()), Set.of()));
            duo.right.crash();
            world.await("it is found dead", () -> duo.left.snapshot().isEmpty(), 600_000);
            assertThat(duo.left.traces())
                    .anyMatch(t -> t.payloads().equals(List.of("the same request again, sending 2")));
        });
    }

    @Test
    void whatIsNotAuthenticIsTold(TestInfo test) {
        SeedRunner.of(test).run(20, world -> {
            List<byte[]> fromLeft = new ArrayList<>();
            world.network().observe((source, destination, wire) -> {
                if (wire instanceof Wire.Ike ike && source.address().equals(Duo.LEFT)) {
                    fromLeft.add(ike.datagram());
                }
            });
            Duo duo = Duo.plain(world).connect();
            duo.right.endpoint().trace(new TracedPeers(Set.of(duo.left.address()), Set.of()));
            byte[] forged =
                    fromLeft.getLast().clone(); // IKE_AUTH; as the next request its integrity check value is wrong
            forged[18] = (byte) ExchangeType.INFORMATIONAL;
            forged[23]++;
            IkeSaName sa = duo.left.established().getFirst().ikeSa();
            world.inject(sa.local(), sa.remote(), forged);
            world.runFor(1_000);
            assertThat(duo.right.traces())
                    .anyMatch(t ->
                            !t.sent() && t.payloads().equals(List.of("not authentic, ignored: INTEGRITY_FAILURE")));
            assertThat(duo.isUp()).isTrue();
        });
    }
}
