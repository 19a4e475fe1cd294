package io.xfrmgate.agent.pki.fetch;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/** Gets octets from where a URL says. Blocks its caller, which is a virtual thread. */
public interface Fetcher {

    /**
     * What a fetch may cost.
     *
     * @param maxOctets of the answer
     * @param deadline from the call to the last octet
     * @param redirects whether an HTTP server may send us elsewhere
     */
    record Limits(int maxOctets, Duration deadline, boolean redirects) {
        /** Certificates and keys that the configuration names. */
        public static final Limits CONFIGURED = new Limits(1 << 20, Duration.ofSeconds(10), true);

        /** CRLs: those of large authorities have some MiB. */
        public static final Limits CRL = new Limits(32 << 20, Duration.ofSeconds(10), true);

        /** OCSP answers. */
        public static final Limits OCSP = new Limits(64 << 10, Duration.ofSeconds(5), false);

        /** Certificates from where a peer says that nobody has authenticated yet. */
        public static final Limits PEER = new Limits(64 << 10, Duration.ofSeconds(3), false);
    }

    /**
     * Gets a resource.
     *
     * @throws FetchException if it can not be had, or not within the limits
     */
    byte[] get(PkiUrl url, Limits limits) throws FetchException;

    /**
     * Sends a request by HTTP POST and gets the answer.
     *
     * @param type of the request's content
     * @throws FetchException as {@link #get}
     */
    byte[] post(PkiUrl url, String type, byte[] request, Limits limits) throws FetchException;

    /**
     * The addresses of the URL's host.
     *
     * @throws FetchException if it has none
     */
    List<InetAddress> addressesOf(PkiUrl url) throws FetchException;
}
