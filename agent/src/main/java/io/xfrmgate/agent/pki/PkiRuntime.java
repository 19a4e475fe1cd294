package io.xfrmgate.agent.pki;

import io.xfrmgate.agent.pki.fetch.NamespaceThreads;
import io.xfrmgate.agent.pki.fetch.UrlFetcher;
import io.xfrmgate.ike.crypto.Signatures;
import io.xfrmgate.metrics.GateMetrics;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts that handle certificates in the process, for as long as it runs: reader, service, log and metrics. */
public final class PkiRuntime implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PkiRuntime.class);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

    private final UrlFetcher fetcher;
    private final InstantSource clock = InstantSource.system();
    private final PkiEvents events = new PkiEvents(LOG, clock);
    private final PkiLoader loader;
    private final PkiService service;
    private Optional<PkiMetrics> metrics = Optional.empty();

    private PkiRuntime(NamespaceThreads namespaces) {
        fetcher = new UrlFetcher(CONNECT_TIMEOUT, namespaces);
        Signatures signatures = new Signatures();
        SecureRandom random = new SecureRandom();
        loader = new PkiLoader(fetcher, signatures, random);
        service = new PkiService(PkiService.Parts.of(fetcher, signatures, random, events));
    }

    /** Fetches nothing yet. */
    public static PkiRuntime open(NamespaceThreads namespaces) {
        return new PkiRuntime(namespaces);
    }

    /** Reads what configurations name; what it read before helps it over outages. */
    public PkiReader reader() {
        return loader::load;
    }

    /** Reads one configuration, by parts of its own that are there only for that. */
    public static PkiReader readerForOnce(NamespaceThreads namespaces) {
        return sources -> {
            try (PkiRuntime runtime = open(namespaces)) {
                return runtime.reader().read(sources);
            }
        };
    }

    /** Signs and judges, for all shards. */
    public PkiService service() {
        return service;
    }

    /** Takes what is configured, also in place of what was, and begins to fetch what is missing. */
    public synchronized void use(PkiSet set) {
        service.use(set);
        metrics.ifPresent(shown -> shown.show(set));
    }

    /** Begins to keep CRLs fresh, and shows all in the metrics; once. */
    public synchronized void start(GateMetrics gate) {
        PkiMetrics shown = new PkiMetrics(gate, service, events, clock);
        shown.show(service.set());
        metrics = Optional.of(shown);
        service.start();
    }

    @Override
    public void close() {
        service.close();
        fetcher.close();
    }
}
