package io.xfrmgate.agent.pki;

import io.xfrmgate.agent.pki.fetch.FetchCache;
import io.xfrmgate.agent.pki.fetch.FetchException;
import io.xfrmgate.agent.pki.fetch.Fetcher;
import io.xfrmgate.agent.pki.fetch.Freshness;
import io.xfrmgate.agent.pki.fetch.Kept;
import io.xfrmgate.agent.pki.fetch.PkiUrl;
import io.xfrmgate.agent.pki.path.PathJudge;
import io.xfrmgate.agent.pki.revocation.CrlJudge;
import io.xfrmgate.agent.pki.revocation.OcspAnswer;
import io.xfrmgate.agent.pki.revocation.OcspClient;
import io.xfrmgate.agent.pki.revocation.OcspQuery;
import io.xfrmgate.agent.pki.revocation.RevocationJudge;
import io.xfrmgate.ike.crypto.Signatures;
import io.xfrmgate.ike.pki.PkiAnswer;
import io.xfrmgate.ike.pki.PkiAnswer.Reason;
import io.xfrmgate.ike.pki.PkiPort;
import io.xfrmgate.ike.pki.PkiRequest;
import io.xfrmgate.ike.pki.SignatureScheme;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The gateway's {@link PkiPort}. It signs at once what is quick to sign; RSA, and all that may wait for a server, goes to virtual
 * threads. What it fetched outlives reloads.
 */
public final class PkiService implements PkiPort, AutoCloseable {
    /** Under way at once; more are refused, and their peers try again. */
    private static final int MAX_UNDER_WAY = 10_000;

    private static final Duration TURN = Duration.ofSeconds(1);

    private final Signatures signatures;
    private final SecureRandom random;
    private final FetchCache<PkiUrl, X509CRL> crls;
    private final PeerCheck peers;
    private final PkiEvents events;
    private final InstantSource clock;
    private final Semaphore free = new Semaphore(MAX_UNDER_WAY);
    private final Thread watch;
    private volatile PkiSet set = PkiSet.EMPTY;

    /**
     * What a service is made of.
     *
     * @param callable where a peer's hash and URL may lead
     */
    public record Parts(
            Fetcher fetcher,
            Signatures signatures,
            SecureRandom random,
            InstantSource clock,
            PkiEvents events,
            Predicate<InetAddress> callable) {

        /** Of the running gateway. */
        public static Parts of(Fetcher fetcher, Signatures signatures, SecureRandom random, PkiEvents events) {
            return new Parts(fetcher, signatures, random, InstantSource.system(), events, CertificateUrl::isOutside);
        }
    }

    /** A service that knows nothing yet; {@link #use} gives it what is configured. */
    public PkiService(Parts parts) {
        signatures = parts.signatures();
        random = parts.random();
        clock = parts.clock();
        events = parts.events();
        Fetcher fetcher = parts.fetcher();
        crls = new FetchCache<>(
                url -> crl(fetcher, url),
                crl -> Optional.of(CrlJudge.endOf(crl)).filter(end -> !end.equals(java.time.Instant.MAX)),
                Freshness.CRL,
                clock,
                events::crlAttempted);
        OcspClient client = new OcspClient(fetcher, random, clock);
        FetchCache<OcspQuery, OcspAnswer> ocsp = new FetchCache<>(
                client::ask, answer -> Optional.of(answer.end()), Freshness.OCSP, clock, events::ocspAttempted);
        FetchCache<CertificateUrl, List<X509Certificate>> lookups = new FetchCache<>(
                url -> url.fetch(fetcher, parts.callable()),
                certificates -> Optional.empty(),
                Freshness.HASH_AND_URL,
                clock,
                (url, kept) -> events.lookupAttempted(url.url(), kept.failure()));
        peers = new PeerCheck(
                new PathJudge(signatures),
                new RevocationJudge(new CrlJudge(crls::get), ocsp::get),
                lookups::get,
                events::peerWarnings,
                clock);
        watch = Thread.ofVirtual().name("pki-watch").unstarted(this::watch);
    }

    private static X509CRL crl(Fetcher fetcher, PkiUrl url) throws FetchException {
        try {
            return Certificates.readCrl(fetcher.get(url, Fetcher.Limits.CRL));
        } catch (UnreadableException e) {
            throw new FetchException(e.why(), e);
        }
    }

    /** Begins to keep CRLs fresh and to look at the ends of certificates. */
    public void start() {
        watch.start();
    }

    /** Takes another configuration; at the first, and where URLs are new, their CRLs are fetched at once. */
    public void use(PkiSet newSet) {
        set = newSet;
        crls.pin(newSet.crlUrls());
        crls.refreshDue();
    }

    private void watch() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                crls.refreshDue();
                events.lookAt(set, clock.instant());
                Thread.sleep(TURN);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void submit(PkiRequest request, Consumer<PkiAnswer> answer) {
        switch (request) {
            case PkiRequest.Sign sign when isQuick(sign.scheme()) -> answer.accept(sign(sign));
            case PkiRequest.Sign sign ->
                apart(answer, () -> sign(sign), () -> new PkiAnswer.NotSigned("too many signatures are under way"));
            case PkiRequest.ValidatePeer validate ->
                apart(
                        answer,
                        () -> validate(validate),
                        () -> new PkiAnswer.Invalid(
                                Reason.UNAVAILABLE, "too many certificates are being checked; the peer may try again"));
        }
    }

    /** Elliptic curves sign in some 20 µs, less than a thread costs; RSA takes ten times that and more. */
    private static boolean isQuick(SignatureScheme scheme) {
        return switch (scheme.family()) {
            case RSA_PKCS1, RSA_PSS -> false;
            case ECDSA, ED25519, ED448 -> true;
        };
    }

    private void apart(
            Consumer<PkiAnswer> answer,
            java.util.function.Supplier<PkiAnswer> work,
            java.util.function.Supplier<PkiAnswer> busy) {
        if (!free.tryAcquire()) {
            answer.accept(busy.get());
            return;
        }
        Thread.ofVirtual().name("pki").start(() -> {
            PkiAnswer result;
            try {
                result = work.get();
            } finally {
                free.release();
            }
            answer.accept(result);
        });
    }

    private PkiAnswer sign(PkiRequest.Sign request) {
        if (!(request.credential().key() instanceof PrivateKeyHandle handle)) {
            return new PkiAnswer.NotSigned("the key of " + request.credential().name() + " is not kept here");
        }
        try {
            return new PkiAnswer.Signed(signatures.sign(handle.key(), request.scheme(), request.octets(), random));
        } catch (GeneralSecurityException | RuntimeException e) {
            events.internalError("sign", e);
            return new PkiAnswer.NotSigned(
                    "the key of certificate " + request.credential().name() + " does not sign by " + request.scheme());
        }
    }

    private PkiAnswer validate(PkiRequest.ValidatePeer request) {
        try {
            return peers.answer(request);
        } catch (RuntimeException | StackOverflowError | AssertionError e) {
            // Certificates are what a peer likes them to be: a bug that one of them finds must not leave it without an
            // answer.
            events.internalError("validate", e);
            return new PkiAnswer.Invalid(
                    Reason.UNAVAILABLE, "the check of the certificate met an internal error; see the log");
        }
    }

    /** Fetches all configured CRLs now, whether they are due or not; completes when all were tried. */
    public CompletableFuture<Void> fetchCrls() {
        return CompletableFuture.allOf(set.crlUrls().stream().map(crls::fetch).toArray(CompletableFuture<?>[]::new));
    }

    /** Our certificates. */
    public List<CertificateView> certificates() {
        return PkiViews.own(set, clock.instant());
    }

    /** Certificates of configured authorities. */
    public List<CertificateView> authorities() {
        return PkiViews.authorities(set, clock.instant());
    }

    /** All certificates that are configured: ours with their chains, then those of authorities. */
    public List<CertificateEncoding> encodings() {
        return PkiViews.encodings(set);
    }

    /** Configured CRLs, then those that certificates named. */
    public List<CrlView> revocationLists() {
        return PkiViews.lists(set, crls.entries(), clock.instant());
    }

    /** What is kept of a CRL; for the metrics. */
    Kept<X509CRL> kept(PkiUrl url) {
        return crls.peek(url);
    }

    PkiSet set() {
        return set;
    }

    @Override
    public void close() {
        watch.interrupt();
    }
}
