package io.xfrmgate.agent.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.agent.vici.ViciMessage;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.proposal.Proposal;
import io.xfrmgate.ike.proposal.SecurityProtocol;
import io.xfrmgate.ike.v2.CloseReason;
import io.xfrmgate.ike.v2.Notice;
import io.xfrmgate.ike.v2.Notice.IkeSaName;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class EventHubTest {
    private static final UdpEndpoint LOCAL = new UdpEndpoint(IpAddress.parse("192.0.2.1"), 500);
    private static final UdpEndpoint REMOTE = new UdpEndpoint(IpAddress.parse("192.0.2.2"), 500);
    private static final Proposal SUITE = new Proposal(1, SecurityProtocol.IKE, 0, List.of());

    private final SaNumbers numbers = new SaNumbers();
    private final EventHub hub =
            new EventHub(new SaMessages(numbers, config -> Optional.of("me"), Clock.systemUTC()), numbers);
    private final BlockingQueue<String> names = new LinkedBlockingQueue<>();
    private final BlockingQueue<ViciMessage> published = new LinkedBlockingQueue<>();
    private final CountDownLatch gate = new CountDownLatch(1);

    private final class Outlet implements EventHub.Outlet {
        private final boolean stuck;

        private Outlet(boolean stuck) {
            this.stuck = stuck;
        }

        @Override
        public boolean isWanted(String event) {
            return true;
        }

        @Override
        public void publish(String event, ViciMessage message) {
            try {
                if (stuck) {
                    gate.await();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            names.add(event);
            published.add(message);
        }
    }

    @AfterEach
    void close() {
        gate.countDown();
        hub.close();
    }

    private static IkeSaName sa(long spi, boolean initiator) {
        return new IkeSaName("map", spi, 0xB, LOCAL, REMOTE, Optional.of("peer"), initiator);
    }

    private ViciMessage next(String event) throws InterruptedException {
        assertThat(names.poll(10, TimeUnit.SECONDS)).isEqualTo(event);
        return published.poll(10, TimeUnit.SECONDS);
    }

    @Test
    void setUpRekeyAndEndAreEvents() throws Exception {
        hub.start(new Outlet(false));
        hub.accept(new Notice.IkeEstablished(sa(0xA, true), true, SUITE, false, 5));
        ViciMessage up = next("ike-updown");
        assertThat(up.isYes("up")).isTrue();
        assertThat(up.section("map").text("initiator-spi")).contains("000000000000000a");
        assertThat(up.section("map").text("responder-spi")).contains("000000000000000b");
        assertThat(up.section("map").text("local-id")).contains("me");
        hub.accept(new Notice.IkeRekeyed(sa(0xC, false), sa(0xA, true), false, SUITE));
        ViciMessage rekey = next("ike-rekey");
        assertThat(rekey.section("map").section("old").text("uniqueid")).contains("1");
        assertThat(rekey.section("map").section("new").text("uniqueid")).contains("2");
        assertThat(rekey.section("map").section("new").text("initiator")).isEmpty();
        hub.accept(new Notice.IkeClosed(sa(0xC, false), CloseReason.LOCAL, "", Optional.empty(), OptionalLong.empty()));
        assertThat(next("ike-updown").text("up")).isEmpty();
    }

    @Test
    void whoTellsNeverWaitsForWhoListens() {
        hub.start(new Outlet(true));
        for (int i = 0; i < 20_000; i++) {
            hub.accept(new Notice.IkeEstablished(sa(i, true), true, SUITE, false, 5));
        }
        assertThat(hub.lost()).isPositive();
    }

    @Test
    void nothingIsKeptForNobody() {
        for (int i = 0; i < 20_000; i++) {
            hub.accept(new Notice.IkeEstablished(sa(i, true), true, SUITE, false, 5));
        }
        assertThat(hub.lost()).isZero();
    }
}
