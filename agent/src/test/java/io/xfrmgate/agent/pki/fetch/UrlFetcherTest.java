package io.xfrmgate.agent.pki.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.xfrmgate.agent.pki.fetch.Fetcher.Limits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real sockets and files: what comes, and in which words a failure is told. */
final class UrlFetcherTest {
    private static final byte[] CONTENT = "some octets".getBytes(StandardCharsets.US_ASCII);
    private static final Limits LIMITS = new Limits(2_000, Duration.ofSeconds(30), true);

    private final UrlFetcher fetcher = new UrlFetcher(Duration.ofSeconds(30), this::inside);
    private final CountDownLatch over = new CountDownLatch(1);
    private HttpServer server;

    @TempDir
    Path directory;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/good", exchange -> answer(exchange, 200, CONTENT));
        server.createContext("/large", exchange -> answer(exchange, 200, new byte[2_001]));
        server.createContext("/missing", exchange -> answer(exchange, 404, CONTENT));
        server.createContext("/moved", exchange -> {
            exchange.getResponseHeaders().add("Location", "/good");
            answer(exchange, 302, new byte[0]);
        });
        server.createContext("/slow", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        server.createContext("/echo", exchange -> {
            byte[] request = exchange.getRequestBody().readAllBytes();
            String type = exchange.getRequestHeaders().getFirst("Content-Type");
            answer(exchange, 200, (type + ":" + request.length).getBytes(StandardCharsets.US_ASCII));
        });
        server.start();
    }

    @AfterEach
    void stop() {
        over.countDown();
        server.stop(0);
        fetcher.close();
    }

    private final List<String> entered = new CopyOnWriteArrayList<>();

    /** No namespace is entered here; that is for the lab. */
    private void inside(String namespace, Runnable work) throws IOException {
        if (namespace.equals("nowhere")) {
            throw new IOException("there is no network namespace nowhere");
        }
        entered.add(namespace);
        work.run();
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private PkiUrl url(String path) {
        return PkiUrl.parse("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    private void fails(PkiUrl url, Limits limits, String why) {
        assertThatExceptionOfType(FetchException.class)
                .isThrownBy(() -> fetcher.get(url, limits))
                .withMessageContaining(why);
    }

    @Test
    void http() throws FetchException {
        assertThat(fetcher.get(url("/good"), LIMITS)).isEqualTo(CONTENT);
        assertThat(fetcher.get(url("/moved"), LIMITS)).isEqualTo(CONTENT);
        assertThat(fetcher.post(url("/echo"), "application/ocsp-request", new byte[7], LIMITS))
                .asString()
                .isEqualTo("application/ocsp-request:7");
    }

    @Test
    void inAnotherNamespace() throws FetchException {
        Optional<String> blue = Optional.of("blue");
        assertThat(fetcher.get(url("/good").in(blue), LIMITS)).isEqualTo(CONTENT);
        assertThat(fetcher.post(url("/echo").in(blue), "text/plain", new byte[7], LIMITS))
                .asString()
                .isEqualTo("text/plain:7");
        assertThat(fetcher.addressesOf(url("/good").in(blue))).containsExactly(InetAddress.getLoopbackAddress());
        assertThat(entered).containsExactly("blue", "blue", "blue");
        fails(url("/missing").in(blue), LIMITS, "HTTP status 404");
        fails(url("/slow").in(blue), new Limits(2_000, Duration.ofSeconds(1), true), "no complete answer within 1 s");
        fails(url("/good").in(Optional.of("nowhere")), LIMITS, "there is no network namespace nowhere");
    }

    @Test
    void aFileIsTheSameInEveryNamespace() throws IOException, FetchException {
        Path file = Files.write(directory.resolve("ca.pem"), CONTENT);
        assertThat(fetcher.get(new PkiUrl(file.toUri()).in(Optional.of("nowhere")), LIMITS))
                .isEqualTo(CONTENT);
    }

    @Test
    void httpFailuresAreTold() throws IOException {
        fails(url("/missing"), LIMITS, "HTTP status 404");
        fails(url("/large"), LIMITS, "larger than 1 KiB");
        fails(url("/moved"), new Limits(2_000, Duration.ofSeconds(30), false), "HTTP status 302");
        fails(url("/slow"), new Limits(2_000, Duration.ofSeconds(1), true), "no complete answer within 1 s");
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        fails(PkiUrl.parse("http://127.0.0.1:" + port + "/"), LIMITS, "the connection is refused");
    }

    @Test
    void ftp() throws IOException, FetchException {
        try (FtpServer ftp = new FtpServer(Map.of("/pub/root.crl", CONTENT, "/large", new byte[5_000]))) {
            assertThat(fetcher.get(PkiUrl.parse(ftp.url("/pub/root.crl")).in(Optional.of("blue")), LIMITS))
                    .isEqualTo(CONTENT);
            assertThat(fetcher.get(PkiUrl.parse(ftp.url("/pub/root.crl")), LIMITS))
                    .isEqualTo(CONTENT);
            fails(PkiUrl.parse(ftp.url("/large")), LIMITS, "larger than 1 KiB");
            fails(PkiUrl.parse(ftp.url("/nothing")), LIMITS, "there is no such file");
        }
    }

    @Test
    void anFtpServerThatSaysNothingIsGivenUp() throws IOException {
        try (ServerSocket mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            fails(
                    PkiUrl.parse("ftp://127.0.0.1:" + mute.getLocalPort() + "/root.crl"),
                    new Limits(2_000, Duration.ofSeconds(1), true),
                    "no complete answer within 1 s");
        }
    }

    @Test
    void files() throws IOException, FetchException {
        Path file = directory.resolve("a certificate.pem");
        Files.write(file, CONTENT);
        assertThat(fetcher.get(new PkiUrl(file.toUri()), LIMITS)).isEqualTo(CONTENT);
        fails(PkiUrl.parse("file://" + directory + "/none.pem"), LIMITS, "there is no such file");
        fails(new PkiUrl(directory.toUri()), LIMITS, "not a regular file");
        Files.write(file, new byte[2_001]);
        fails(new PkiUrl(file.toUri()), LIMITS, "larger than 1 KiB");
    }

    @Test
    void whatIsNoUrlIsToldBeforeItIsUsed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PkiUrl.parse("ldap://192.0.2.1/cn=ca"))
                .withMessageContaining("http://, https://, ftp:// or file://");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PkiUrl.parse("file:relative.pem"))
                .withMessageContaining("absolute path");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PkiUrl.parse("http:///path"))
                .withMessageContaining("no host");
        assertThatIllegalArgumentException().isThrownBy(() -> PkiUrl.parse("not a url"));
    }

    @Test
    void aPasswordIsNotShown() {
        assertThat(PkiUrl.parse("ftp://operator:hunter2@192.0.2.1/root.crl"))
                .hasToString("ftp://operator:***@192.0.2.1/root.crl");
    }
}
