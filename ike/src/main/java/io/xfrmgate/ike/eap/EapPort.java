package io.xfrmgate.ike.eap;

import java.util.function.Consumer;

/** The way to those who judge peers by EAP, as the shards see it. */
public interface EapPort {

    /**
     * Takes a peer's message; called on a shard's thread, and does not block it.
     *
     * @param answer told exactly once: before this method returns, or at any later time on any thread
     */
    void submit(EapRequest request, Consumer<EapAnswer> answer);

    /** Of a gateway that knows no judge. */
    static EapPort none() {
        return (request, answer) -> answer.accept(new EapAnswer.Unavailable("this gateway has nobody to ask"));
    }
}
