package io.xfrmgate.agent.pki;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.xfrmgate.agent.pki.TestCa.CrlSpec;
import io.xfrmgate.agent.pki.TestCa.Spec;
import io.xfrmgate.agent.pki.fetch.PkiUrl;
import io.xfrmgate.metrics.GateMetrics;
import io.xfrmgate.metrics.Series;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What is told of certificates and CRLs, how often, and that the metrics follow the configuration. */
final class PkiEventsTest {
    private static final String URL = "http://192.0.2.9/root.crl";

    private final Logger logger = (Logger) LoggerFactory.getLogger(PkiBench.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final TestCa root = TestCa.root("CN=Root");
    private final PkiBench bench = new PkiBench();

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void close() {
        logger.detachAppender(lines);
        bench.close();
    }

    private List<String> told(String event) {
        return lines.list.stream()
                .map(ILoggingEvent::getFormattedMessage)
                .filter(line -> line.startsWith("event=" + event + " "))
                .toList();
    }

    private static PkiSet holding(TestCa.Issued issued) {
        PkiSet.Own own = new PkiSet.Own(
                "gw",
                "the configuration",
                List.of(issued.certificate()),
                io.xfrmgate.ike.pki.KeyKind.ECDSA_P256,
                new PrivateKeyHandle("gw", issued.certificate().getPublicKey(), issued.key()));
        return new PkiSet(Map.of("gw", own), Map.of(), Map.of());
    }

    @Test
    void aCertificateIsWarnedOfFromThirtyDaysBeforeItsEndOnceADay() {
        PkiSet set = holding(root.issue(Spec.of("CN=gw").until(TestCa.NOW.plus(Duration.ofDays(31)))));
        bench.events.lookAt(set, TestCa.NOW);
        assertThat(told("certificate-expires")).isEmpty();

        bench.events.lookAt(set, TestCa.NOW.plus(Duration.ofDays(2)));
        bench.events.lookAt(set, TestCa.NOW.plus(Duration.ofDays(2)).plus(Duration.ofHours(23)));
        assertThat(told("certificate-expires"))
                .singleElement()
                .asString()
                .contains("kind=certificate name=gw", "not_after=2026-07-02T12:00:00Z", "days_left=29");
        bench.events.lookAt(set, TestCa.NOW.plus(Duration.ofDays(3)));
        assertThat(told("certificate-expires")).hasSize(2);
        bench.events.lookAt(set, TestCa.NOW.plus(Duration.ofDays(40)));
        assertThat(told("certificate-expired")).hasSize(1);
    }

    @Test
    void aServerThatStaysAwayIsToldOfEverMoreSeldom() {
        bench.trust(root).crlAt(URL);
        bench.service.use(bench.set());
        for (int i = 0; i < 10; i++) {
            bench.service.fetchCrls().join();
            bench.clock.advance(Duration.ofMinutes(11));
        }

        // The attempt of use() and the first of ours may end at once, and are told in any order.
        assertThat(told("crl-fetch-failed"))
                .anySatisfy(line ->
                        assertThat(line).contains("url=" + URL, "why=\"the connection is refused\"", "failures=1"));
        assertThat(told("crl-fetch-failed")).as("the 1st, 2nd, 4th and 8th").hasSizeBetween(4, 5);
    }

    @Test
    void theMetricsShowWhatIsConfiguredAndNothingElse() {
        try (GateMetrics metrics = new GateMetrics()) {
            PkiMetrics shown = new PkiMetrics(metrics, bench.service, bench.events, bench.clock);
            bench.trust(root).crlAt(URL);
            shown.show(bench.set());
            shown.show(bench.set()); // a second set of the same names takes the place of the first

            shown.show(PkiSet.EMPTY);
            Series free = metrics.gauge(
                    "xfrmgate_certificate_expiry_seconds",
                    "Whether the series of before are gone: this would be refused.",
                    Map.of("kind", "ca-certificate", "name", "ca0"),
                    () -> 0);
            free.remove();
        }
    }

    @Test
    void whatIsGoneFromTheConfigurationIsFetchedNoMore() {
        bench.servers.put(URL, root.crl(CrlSpec.of(1)));
        bench.trust(root).crlAt(URL);
        bench.service.use(bench.set());
        bench.service.fetchCrls().join();
        long before = bench.servers.asked(URL);

        bench.service.use(PkiSet.EMPTY);
        bench.clock.advance(Duration.ofHours(3));
        bench.service.use(PkiSet.EMPTY);

        assertThat(bench.servers.asked(URL)).isEqualTo(before);
        assertThat(bench.service.kept(PkiUrl.parse(URL)).value())
                .as("but it stays for a while")
                .isPresent();
        assertThat(bench.service.revocationLists())
                .singleElement()
                .satisfies(view -> assertThat(view.name()).isEqualTo(Optional.empty()));
    }
}
