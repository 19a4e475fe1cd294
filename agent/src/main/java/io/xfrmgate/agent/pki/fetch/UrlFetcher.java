package io.xfrmgate.agent.pki.fetch;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URLConnection;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Fetches by the JDK's own HTTP client and FTP handler (passive mode; anonymous unless the URL names a user), and from files. In
 * another network namespace than its own each fetch has threads of its own, because a namespace belongs to a kernel thread.
 */
public final class UrlFetcher implements Fetcher, AutoCloseable {
    private static final int OK = 200;
    private static final int READ_SIZE = 16_384;
    private static final ThreadFactory VIRTUAL =
            Thread.ofVirtual().name("fetch").factory();
    /** They inherit the namespace of who starts them. */
    private static final ThreadFactory KERNEL =
            Thread.ofPlatform().name("fetch").daemon().factory();

    private final Duration connectTimeout;
    private final NamespaceThreads namespaces;
    /** Each has a thread; most gateways need none. */
    private final Map<HttpClient.Redirect, HttpClient> clients = new ConcurrentHashMap<>();

    /** @param connectTimeout for the TCP connection alone */
    public UrlFetcher(Duration connectTimeout, NamespaceThreads namespaces) {
        this.connectTimeout = connectTimeout;
        this.namespaces = namespaces;
    }

    private HttpClient client(HttpClient.Redirect redirect, ThreadFactory threads) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(connectTimeout)
                .followRedirects(redirect)
                .executor(Executors.newThreadPerTaskExecutor(threads))
                .build();
    }

    private static HttpClient.Redirect redirect(Limits limits) {
        return limits.redirects() ? HttpClient.Redirect.NORMAL : HttpClient.Redirect.NEVER;
    }

    @Override
    public byte[] get(PkiUrl url, Limits limits) throws FetchException {
        return switch (url.scheme()) {
            case "file" -> file(url, limits);
            case "ftp" -> inside(url, () -> ftp(url, limits, KERNEL), () -> ftp(url, limits, VIRTUAL));
            default -> http(url, HttpRequest.newBuilder(url.uri()).GET(), limits);
        };
    }

    @Override
    public byte[] post(PkiUrl url, String type, byte[] request, Limits limits) throws FetchException {
        if (!url.scheme().startsWith("http")) {
            throw new FetchException("only HTTP takes requests");
        }
        return http(
                url,
                HttpRequest.newBuilder(url.uri())
                        .header("Content-Type", type)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(request)),
                limits);
    }

    @Override
    public List<InetAddress> addressesOf(PkiUrl url) throws FetchException {
        Fetching<List<InetAddress>> lookup = () -> {
            try {
                return List.of(InetAddress.getAllByName(url.uri().getHost()));
            } catch (UnknownHostException e) {
                throw new FetchException("the host's name has no address", e);
            }
        };
        return inside(url, lookup, lookup);
    }

    @FunctionalInterface
    private interface Fetching<T> {
        T fetch() throws FetchException;
    }

    /** Fetches where the URL says: by {@code there} on a thread of its namespace, or by {@code here} on the caller's. */
    private <T> T inside(PkiUrl url, Fetching<T> there, Fetching<T> here) throws FetchException {
        if (url.namespace().isEmpty()) {
            return here.fetch();
        }
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            namespaces.run(url.namespace().get(), () -> {
                try {
                    result.complete(there.fetch());
                } catch (FetchException | RuntimeException e) {
                    result.completeExceptionally(e);
                }
            });
            return result.join();
        } catch (IOException e) {
            throw new FetchException(e.getMessage() == null ? "its namespace can not be entered" : e.getMessage(), e);
        } catch (CompletionException e) {
            if (e.getCause() instanceof FetchException known) {
                throw known;
            }
            throw e;
        }
    }

    private byte[] http(PkiUrl url, HttpRequest.Builder request, Limits limits) throws FetchException {
        return inside(
                url,
                () -> {
                    // Not kept: the namespace of that name may be another one tomorrow.
                    HttpClient client = client(redirect(limits), KERNEL);
                    try {
                        return http(client, request, limits);
                    } finally {
                        client.shutdownNow();
                    }
                },
                () -> http(
                        clients.computeIfAbsent(redirect(limits), redirect -> client(redirect, VIRTUAL)),
                        request,
                        limits));
    }

    private static byte[] http(HttpClient client, HttpRequest.Builder request, Limits limits) throws FetchException {
        CompletableFuture<HttpResponse<byte[]>> exchange = client.sendAsync(
                request.timeout(limits.deadline()).build(),
                BodyHandlers.limiting(BodyHandlers.ofByteArray(), limits.maxOctets()));
        HttpResponse<byte[]> response = await(exchange, limits);
        if (response.statusCode() != OK) {
            throw new FetchException("the server answers with HTTP status " + response.statusCode());
        }
        return response.body();
    }

    private static byte[] ftp(PkiUrl url, Limits limits, ThreadFactory threads) throws FetchException {
        // An interrupt closes the sockets of a virtual thread: so the deadline holds against a server that drips. A
        // kernel thread
        // is left to itself, and ends with the next read that takes as long as the deadline.
        FutureTask<byte[]> task = new FutureTask<>(() -> {
            URLConnection connection = url.uri().toURL().openConnection();
            int millis = (int) limits.deadline().toMillis();
            connection.setConnectTimeout(millis);
            connection.setReadTimeout(millis);
            connection.setUseCaches(false);
            try (InputStream in = connection.getInputStream()) {
                return bounded(in, limits.maxOctets());
            }
        });
        threads.newThread(task).start();
        return await(task, limits);
    }

    private static byte[] file(PkiUrl url, Limits limits) throws FetchException {
        Path path = Path.of(url.uri().getPath());
        try (InputStream in = Files.newInputStream(path)) {
            if (!Files.isRegularFile(path)) {
                throw new FetchException("it is not a regular file");
            }
            return bounded(in, limits.maxOctets());
        } catch (IOException e) {
            throw new FetchException(whyOf(e, limits), e);
        }
    }

    private static byte[] bounded(InputStream in, int maxOctets) throws IOException, FetchException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[READ_SIZE];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            if (out.size() + n > maxOctets) {
                throw tooLarge(maxOctets);
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new FetchException("nobody waits for it any more");
            }
            out.write(buffer, 0, n);
        }
        return out.toByteArray();
    }

    private static FetchException tooLarge(int maxOctets) {
        return new FetchException("it is larger than " + maxOctets / 1024 + " KiB");
    }

    private static <T> T await(Future<T> future, Limits limits) throws FetchException {
        try {
            return future.get(limits.deadline().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            future.cancel(true);
            throw new FetchException(lateBy(limits), e);
        } catch (InterruptedException e) {
            future.cancel(true);
            Thread.currentThread().interrupt();
            throw new FetchException("the gateway stops", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof FetchException known) {
                throw known;
            }
            throw new FetchException(whyOf(cause, limits), e);
        }
    }

    private static String lateBy(Limits limits) {
        return "no complete answer within " + limits.deadline().toSeconds() + " s";
    }

    private static String whyOf(Throwable cause, Limits limits) {
        for (Throwable t = cause; t != null; t = t.getCause()) {
            switch (t) {
                case UnknownHostException _, UnresolvedAddressException _ -> {
                    return "the host's name has no address";
                }
                case HttpConnectTimeoutException _ -> {
                    return "the host does not answer";
                }
                case HttpTimeoutException _, SocketTimeoutException _ -> {
                    return lateBy(limits);
                }
                case NoRouteToHostException _ -> {
                    return "there is no route to the host";
                }
                case NoSuchFileException _, FileNotFoundException _ -> {
                    return "there is no such file";
                }
                case AccessDeniedException _ -> {
                    return "the gateway may not read the file";
                }
                default -> {}
            }
        }
        if (cause instanceof ConnectException) {
            return "the connection is refused";
        }
        if (cause.getMessage() != null && cause.getMessage().contains("body exceeds capacity")) {
            return "it is larger than " + limits.maxOctets() / 1024 + " KiB";
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    @Override
    public void close() {
        clients.values().forEach(HttpClient::shutdownNow);
    }
}
