package io.xfrmgate.ike.config;

import io.xfrmgate.ike.wire.Identification;
import java.util.Optional;

/** What we call ourselves in IDr, in answer to a peer (RFC 7296 section 2.15). */
public sealed interface OwnName {
    /** As when we call. */
    record LocalId() implements OwnName {}

    /** Another name than when we call. */
    record Named(Identification id) implements OwnName {}

    /** What the peer asks for by its IDr; without one, as when we call. */
    record AsAsked() implements OwnName {}

    /**
     * What it comes to.
     *
     * @param localId when we call
     * @param asked the peer's IDr
     */
    default Identification answering(Identification localId, Optional<Identification> asked) {
        return switch (this) {
            case LocalId _ -> localId;
            case Named(var id) -> id;
            case AsAsked _ -> asked.orElse(localId);
        };
    }
}
