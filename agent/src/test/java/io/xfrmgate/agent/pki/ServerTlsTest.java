package io.xfrmgate.agent.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xfrmgate.agent.pki.TestCa.Issued;
import io.xfrmgate.agent.pki.TestCa.Spec;
import io.xfrmgate.ike.pki.KeyKind;
import io.xfrmgate.metrics.GateMetrics;
import io.xfrmgate.metrics.HealthStatus;
import io.xfrmgate.metrics.MetricsEndpoint;
import io.xfrmgate.metrics.MetricsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The metrics over TLS with a certificate of the configuration. */
@Timeout(60)
final class ServerTlsTest {
    private final TestCa root = TestCa.root("CN=Root");
    private final Issued issued = root.issue(Spec.of("CN=gw")
            .fqdn("localhost")
            .from(Instant.now().minus(Duration.ofDays(1)))
            .until(Instant.now().plus(Duration.ofDays(1))));

    private PkiSet set() {
        PkiSet.Own own = new PkiSet.Own(
                "gw",
                "the configuration",
                List.of(issued.certificate()),
                KeyKind.ECDSA_P256,
                new PrivateKeyHandle("gw", issued.certificate().getPublicKey(), issued.key()));
        return new PkiSet(Map.of("gw", own), Map.of(), Map.of());
    }

    @Test
    void whoTrustsTheAuthorityReadsTheMetrics() throws Exception {
        MetricsEndpoint endpoint = new MetricsEndpoint(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Optional.of(ServerTls.of(set(), "gw")),
                Optional.empty());
        MetricsServer.Questions questions =
                new MetricsServer.Questions(() -> HealthStatus.OK, () -> HealthStatus.OK, () -> "");
        try (GateMetrics metrics = new GateMetrics();
                MetricsServer server = MetricsServer.start(endpoint, metrics, questions);
                HttpClient trusting =
                        HttpClient.newBuilder().sslContext(trusting()).build();
                HttpClient other = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("https://localhost:" + server.address().getPort() + "/metrics"))
                    .build();
            HttpResponse<String> answer = trusting.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("jvm_memory_used_bytes");
            assertThatThrownBy(() -> other.send(request, HttpResponse.BodyHandlers.ofString()))
                    .isInstanceOf(SSLException.class);
        }
    }

    @Test
    void aCertificateThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> ServerTls.of(set(), "other"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("other");
    }

    private SSLContext trusting() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("root", root.certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
