package io.xfrmgate.agent.pki.revocation;

/** What is known of whether one certificate is revoked. */
public sealed interface Status {

    /** It was not at the time that the source is of. */
    record Good() implements Status {}

    /**
     * It is.
     *
     * @param how when, why, and by whose word: "since TIME (key compromise), says ..."
     */
    record Revoked(String how) implements Status {}

    /**
     * Nobody says, or nobody that can be believed now.
     *
     * @param why each source with what is wrong with it
     */
    record Unknown(String why) implements Status {}
}
