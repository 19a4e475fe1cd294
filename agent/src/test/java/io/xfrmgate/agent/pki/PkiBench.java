package io.xfrmgate.agent.pki;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.agent.pki.fetch.PkiUrl;
import io.xfrmgate.agent.pki.revocation.RevocationRules;
import io.xfrmgate.ike.config.Secret;
import io.xfrmgate.ike.crypto.Signatures;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.pki.PkiAnswer;
import io.xfrmgate.ike.pki.PkiRequest;
import io.xfrmgate.ike.pki.TrustPolicy;
import io.xfrmgate.ike.wire.Identification;
import io.xfrmgate.ike.wire.Payload;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A {@link PkiService} on servers in memory and a clock of its own, and the questions that tests ask it. */
final class PkiBench implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PkiBench.class);
    private static final IpAddress ADDRESS = IpAddress.parse("192.0.2.1");

    final MemoryFetcher servers = new MemoryFetcher();
    final TestClock clock = new TestClock();
    final SecureRandom random = new SecureRandom();
    final Signatures signatures = new Signatures();
    final PkiEvents events = new PkiEvents(LOG, clock);
    final PkiLoader loader = new PkiLoader(servers, signatures, random);
    final PkiService service =
            new PkiService(new PkiService.Parts(servers, signatures, random, clock, events, address -> true));

    private final List<PkiSources.Authority> authorities = new ArrayList<>();
    private final List<PkiSources.RevocationList> lists = new ArrayList<>();
    private boolean weak;
    private boolean hashAndUrl;
    private Optional<String> namespace = Optional.empty();
    private Optional<RevocationRules.Mode> mode = Optional.of(RevocationRules.Mode.OFF);
    private Optional<RevocationRules.Ocsp> ocsp = Optional.empty();

    PkiBench trust(TestCa... cas) {
        for (TestCa ca : cas) {
            authorities.add(
                    new PkiSources.Authority("ca" + authorities.size(), inline(Certificates.derOf(ca.certificate()))));
        }
        return this;
    }

    /** As after a reload without any others. */
    PkiBench trustOnly(TestCa... cas) {
        authorities.clear();
        return trust(cas);
    }

    PkiBench weak() {
        weak = true;
        return this;
    }

    PkiBench hashAndUrl() {
        hashAndUrl = true;
        return this;
    }

    /** Servers are reached from there. */
    PkiBench namespace(String name) {
        namespace = Optional.of(name);
        return this;
    }

    PkiBench revocation(RevocationRules.Mode wanted) {
        mode = Optional.of(wanted);
        return this;
    }

    PkiBench ocsp(RevocationRules.Ocsp settings) {
        ocsp = Optional.of(settings);
        return this;
    }

    PkiBench crlAt(String url) {
        lists.add(new PkiSources.RevocationList(
                "crl" + lists.size(), new PkiSources.At(PkiUrl.parse(url).in(namespace))));
        return this;
    }

    PkiBench crl(byte[] content) {
        lists.add(new PkiSources.RevocationList("crl" + lists.size(), inline(content)));
        return this;
    }

    static PkiSources.Inline inline(byte[] content) {
        return new PkiSources.Inline(new Secret(content));
    }

    PkiSet set() {
        try {
            PkiLoader.Loaded loaded = loader.load(new PkiSources(List.of(), authorities, lists));
            assertThat(loaded.problems()).isEmpty();
            return loaded.set();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    TrustPolicy policy() {
        return set().policy(
                        "t",
                        authorities.stream().map(PkiSources.Authority::name).toList(),
                        lists.stream()
                                .map(PkiSources.RevocationList::name)
                                .distinct()
                                .toList(),
                        mode,
                        ocsp,
                        hashAndUrl,
                        weak,
                        namespace);
    }

    /** Asks about a peer's certificates, in DER. */
    PkiAnswer ask(Identification claimed, byte[]... certificates) {
        return askWith(
                claimed,
                Arrays.stream(certificates).map(der -> new Payload.Cert(4, der)).toList());
    }

    PkiAnswer askWith(Identification claimed, List<Payload.Cert> payloads) {
        return await(begin(new PkiRequest.ValidatePeer(policy(), payloads, claimed, ADDRESS)));
    }

    CompletableFuture<PkiAnswer> begin(PkiRequest request) {
        CompletableFuture<PkiAnswer> answer = new CompletableFuture<>();
        service.submit(request, answer::complete);
        return answer;
    }

    static PkiAnswer await(CompletableFuture<PkiAnswer> answer) {
        return answer.orTimeout(60, TimeUnit.SECONDS).join();
    }

    static void assertValid(PkiAnswer answer) {
        assertThat(answer).isInstanceOf(PkiAnswer.Valid.class);
    }

    static void assertInvalid(PkiAnswer answer, PkiAnswer.Reason reason, String... words) {
        assertThat(answer).isInstanceOfSatisfying(PkiAnswer.Invalid.class, invalid -> {
            assertThat(invalid.reason()).as(invalid.detail()).isEqualTo(reason);
            for (String word : words) {
                assertThat(invalid.detail()).contains(word);
            }
        });
    }

    @Override
    public void close() {
        service.close();
    }
}
