package io.xfrmgate.agent.pki;

import io.xfrmgate.agent.pki.fetch.PkiUrl;
import io.xfrmgate.ike.config.Secret;
import java.util.List;
import java.util.Optional;

/** Which certificates, keys and CRLs there are, by name, and whence each comes. */
public record PkiSources(List<Own> certificates, List<Authority> authorities, List<RevocationList> lists) {
    /** None. */
    public static final PkiSources NONE = new PkiSources(List.of(), List.of(), List.of());

    public PkiSources {
        certificates = List.copyOf(certificates);
        authorities = List.copyOf(authorities);
        lists = List.copyOf(lists);
    }

    /** Whence something comes. PEM and DER are told apart by themselves. */
    public sealed interface Source {}

    /** From the configuration. */
    public record Inline(Secret content) implements Source {
        @Override
        public String toString() {
            return "the configuration";
        }
    }

    /** From elsewhere. */
    public record At(PkiUrl url) implements Source {
        @Override
        public String toString() {
            return url.toString();
        }
    }

    /**
     * A certificate of ours, with intermediate ones behind it where it needs them.
     *
     * @param passphrase of an encrypted key
     */
    public record Own(String name, Source certificate, Source key, Optional<Secret> passphrase) {}

    /** Certificates of an authority: a trust anchor, an intermediate one, or several of both. */
    public record Authority(String name, Source source) {}

    /** A CRL; one that is fetched from several network namespaces is there for each. */
    public record RevocationList(String name, Source source) {}
}
