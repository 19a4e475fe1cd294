package io.xfrmgate.agent.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.agent.telemetry.FailureHistory;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.proposal.Proposal;
import io.xfrmgate.ike.proposal.SecurityProtocol;
import io.xfrmgate.ike.v2.Explanation;
import io.xfrmgate.ike.v2.FailureReason;
import io.xfrmgate.ike.v2.Notice;
import io.xfrmgate.ike.v2.Notice.IkeSaName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class StatusPageTest {
    private static final Instant NOW = Instant.parse("2026-11-25T03:00:30Z");
    private static final UdpEndpoint AT = new UdpEndpoint(IpAddress.parse("192.0.2.1"), 500);

    private Instant time = NOW;
    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return time;
        }
    };
    private final LastHour hour = new LastHour(clock);
    private final FailureHistory failures = new FailureHistory(clock);

    private static IkeSaName sa(String peer) {
        return new IkeSaName("map", 1, 2, AT, AT, Optional.of(peer), true);
    }

    private void fail(String peer) {
        Notice.Failed failed =
                new Notice.Failed(sa(peer), FailureReason.AUTHENTICATION_FAILED, true, Explanation.of("wrong"));
        hour.accept(failed);
        failures.accept(failed);
    }

    private void setUp() {
        hour.accept(new Notice.IkeEstablished(
                sa("p"), true, new Proposal(1, SecurityProtocol.IKE, 0, List.of()), false, 5));
    }

    @Test
    void minutesAreCountedApartForAnHour() {
        setUp();
        setUp();
        time = NOW.plus(Duration.ofMinutes(1));
        fail("p");
        List<LastHour.Minute> minutes = hour.minutes();
        assertThat(minutes).hasSize(61);
        assertThat(minutes.getLast()).isEqualTo(new LastHour.Minute(0, 0, 1));
        assertThat(minutes.get(59)).isEqualTo(new LastHour.Minute(1, 2, 0));
        time = NOW.plus(Duration.ofMinutes(60));
        assertThat(hour.minutes().getFirst()).isEqualTo(new LastHour.Minute(60, 2, 0));
        time = NOW.plus(Duration.ofMinutes(61));
        setUp(); // in the place of the first
        assertThat(hour.minutes().getFirst()).isEqualTo(new LastHour.Minute(60, 0, 1));
        assertThat(hour.minutes().getLast()).isEqualTo(new LastHour.Minute(0, 1, 0));
        time = NOW.plus(Duration.ofDays(3));
        assertThat(hour.minutes()).allMatch(minute -> minute.setUps() == 0 && minute.failures() == 0);
    }

    @Test
    void theWorstPeerStandsFirstAndOldFailuresDoNotCount() {
        for (int i = 0; i < 9; i++) {
            fail("of yesterday");
        }
        time = NOW.plus(Duration.ofHours(20));
        fail("a");
        fail("b");
        fail("b");
        Html page = new Html();
        WorstPeers.of(
                        failures.latest(),
                        List.of(new TunnelTable.Down("192.0.2.9", "other", "c")),
                        time.minus(Duration.ofHours(1)))
                .write(page);
        assertThat(page.toString())
                .containsSubsequence(
                        "<td>b</td><td>map</td><td class=n>2</td><td>authentication failed</td>",
                        "<td>a</td><td>map</td><td class=n>1</td>",
                        "<td>192.0.2.9</td><td>other</td><td class=n>0</td><td>is not up</td>")
                .doesNotContain("yesterday");
    }

    @Test
    void textStaysText() {
        String page = new Html()
                .text("<script>alert('x')</script> & \"q\" \u202Egnp.exe \u0007é")
                .toString();
        assertThat(page)
                .isEqualTo("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;q&quot; \uFFFDgnp.exe \uFFFDé");
    }

    @Test
    void chartsAreScaledToTheirHighestBar() {
        assertThat(HourChart.niceCeiling(0)).isEqualTo(2);
        assertThat(HourChart.niceCeiling(3)).isEqualTo(5);
        assertThat(HourChart.niceCeiling(51)).isEqualTo(100);
        assertThat(HourChart.niceCeiling(1_000)).isEqualTo(1_000);
        for (int i = 0; i < 50; i++) {
            setUp();
        }
        Html page = new Html();
        HourChart.draw(page, hour.minutes(), LastHour.Minute::setUps, "up", "IKE SAs set up");
        assertThat(page.toString())
                .contains("aria-label=\"50 ike sas set up in the last hour, at most 50 in one minute\"")
                .contains("y=4.0 width=8 height=96.0 rx=1><title>this minute: 50</title>")
                .containsOnlyOnce("<rect");
    }
}
