package io.xfrmgate.ike.pki;

import java.util.function.Consumer;

/** Keeper of private keys and judge of certificates, as the shards see it. */
public interface PkiPort {

    /**
     * Takes a request; called on a shard's thread, and does not block it.
     *
     * @param answer told exactly once: before this method returns, or at any later time on any thread
     */
    void submit(PkiRequest request, Consumer<PkiAnswer> answer);

    /** Of a gateway without certificates: it has no keys and trusts nobody. */
    static PkiPort none() {
        return (request, answer) -> answer.accept(
                switch (request) {
                    case PkiRequest.Sign _ -> new PkiAnswer.NotSigned("this gateway has no keys");
                    case PkiRequest.ValidatePeer _ ->
                        new PkiAnswer.Invalid(
                                PkiAnswer.Reason.UNTRUSTED, "this gateway trusts no certification authority");
                });
    }
}
