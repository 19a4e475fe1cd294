package io.xfrmgate.agent.config.grammar;

import io.xfrmgate.agent.config.model.EncryptionChoice;
import io.xfrmgate.agent.config.model.IpsecTransformSet.Esn;
import io.xfrmgate.agent.config.syntax.Mode;
import io.xfrmgate.ike.dataplane.IpsecMode;
import io.xfrmgate.ike.proposal.IntegrityAlgorithm;
import io.xfrmgate.ike.proposal.KeyExchangeGroup;
import io.xfrmgate.ike.proposal.PrfAlgorithm;
import java.util.List;
import java.util.Optional;

/** The transform sets of IKE SAs and of Child SAs. */
final class TransformSetModes {
    static final Mode<TransformSetBuilders.Ike> IKE = new Mode.Builder<TransformSetBuilders.Ike>(
                    "ikev2-ikesa transform-set mode", Types.ALL)
            .with(TransformSetModes::common)
            .command(
                    "group <group:group>...",
                    (set, match, findings) -> TransformSetBuilders.Common.addAll(
                            set.groups, match.values("group", KeyExchangeGroup.class)))
            .command(
                    "prf <prf:prf>...",
                    (set, match, findings) ->
                            TransformSetBuilders.Common.addAll(set.prfs, match.values("prf", PrfAlgorithm.class)))
            .command(
                    "lifetime <seconds:int(1..4294967295)>",
                    (set, match, findings) -> set.lifetime = Optional.of(match.number("seconds")))
            .command("{ default | no } prf", (set, match, findings) -> set.prfs.clear())
            .command("{ default | no } lifetime", (set, match, findings) -> set.lifetime = Optional.empty())
            .build();

    static final Mode<TransformSetBuilders.Ipsec> IPSEC = new Mode.Builder<TransformSetBuilders.Ipsec>(
                    "ipsec transform-set mode", Types.ALL)
            .with(TransformSetModes::common)
            .command(
                    "group <group:pfs-group>...",
                    (set, match, findings) -> TransformSetBuilders.Common.addAll(
                            set.groups, match.values("group", KeyExchangeGroup.class)))
            .command(
                    "mode { tunnel | transport }",
                    (set, match, findings) -> set.mode = Optional.of(match.keyword(List.of("tunnel", "transport"))
                            .with(match.has("tunnel") ? IpsecMode.TUNNEL : IpsecMode.TRANSPORT)))
            .command("{ default | no } mode", (set, match, findings) -> set.mode = Optional.empty())
            .command(
                    "esn [ optional ]",
                    (set, match, findings) -> set.esn = match.has("optional") ? Esn.OPTIONAL : Esn.REQUIRED)
            .command("{ default | no } esn", (set, match, findings) -> set.esn = Esn.OFF)
            .build();

    private TransformSetModes() {}

    private static <S extends TransformSetBuilders.Common> void common(Mode.Builder<S> mode) {
        mode.command(
                        "encryption <algorithm:encryption>...",
                        (set, match, findings) -> TransformSetBuilders.Common.addAll(
                                set.encryption, match.values("algorithm", EncryptionChoice.class)))
                .command("{ default | no } encryption", (set, match, findings) -> set.encryption.clear())
                .command(
                        "hmac <algorithm:hmac>...",
                        (set, match, findings) -> TransformSetBuilders.Common.addAll(
                                set.hmacs, match.values("algorithm", IntegrityAlgorithm.class)))
                .command("{ default | no } hmac", (set, match, findings) -> set.hmacs.clear())
                .command("{ default | no } group", (set, match, findings) -> set.groups.clear());
    }
}
