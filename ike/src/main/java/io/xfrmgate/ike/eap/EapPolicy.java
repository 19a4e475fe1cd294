package io.xfrmgate.ike.eap;

/**
 * Who judges the EAP of peers, and how it is begun.
 *
 * @param name as the configuration calls it, for logs
 * @param requestIdentity the peer is asked for its EAP identity; else the one that it said in IDi begins (RFC 7296 section
 *     3.16)
 * @param eapOnly a peer that asks for it may go without our own proof, where the method proves both sides (RFC 5998)
 * @param rules the rest, which the port alone understands. It has {@code equals}, because configurations are compared
 */
public record EapPolicy(String name, boolean requestIdentity, boolean eapOnly, Rules rules) {

    /** What the port needs to find the judge; opaque to the core. */
    public interface Rules {}

    @Override
    public String toString() {
        return "EapPolicy[" + name + "]";
    }
}
