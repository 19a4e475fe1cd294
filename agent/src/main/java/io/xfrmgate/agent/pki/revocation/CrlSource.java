package io.xfrmgate.agent.pki.revocation;

import io.xfrmgate.agent.pki.fetch.PkiUrl;
import java.security.cert.X509CRL;

/** Whence a CRL comes. */
public sealed interface CrlSource {

    /** Fetched, and again before it ends. */
    record Fetched(String name, PkiUrl url) implements CrlSource {
        @Override
        public String toString() {
            return "ca-crl " + name + " from " + url;
        }
    }

    /** From the configuration: it stays as it is. */
    record Given(String name, X509CRL crl) implements CrlSource {
        @Override
        public String toString() {
            return "ca-crl " + name;
        }
    }

    /** Named by a certificate or by another CRL. */
    record Point(PkiUrl url) implements CrlSource {
        @Override
        public String toString() {
            return "the CRL at " + url;
        }
    }
}
