package io.xfrmgate.agent.cli;

import io.xfrmgate.agent.vici.ViciMessage;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Options that say which SAs a change is about; at least one is needed. */
final class ChosenSas {
    @Spec(Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(names = "--ike", paramLabel = "NAME", description = "IKE SAs of this crypto map or template.")
    private Optional<String> ike = Optional.empty();

    @Option(names = "--child", paramLabel = "NAME", description = "Child SAs of this payload, not whole IKE SAs.")
    private Optional<String> child = Optional.empty();

    @Option(names = "--ike-id", paramLabel = "NO", description = "The IKE SA of this number, as `show` prints it.")
    private Optional<Integer> ikeId = Optional.empty();

    @Option(names = "--child-id", paramLabel = "NO", description = "The Child SA of this number.")
    private Optional<Integer> childId = Optional.empty();

    @Option(names = "--peer", paramLabel = "PEER", description = "SAs with this address or identity.")
    private Optional<String> peer = Optional.empty();

    ViciMessage.Builder request() {
        if (ike.isEmpty() && child.isEmpty() && ikeId.isEmpty() && childId.isEmpty() && peer.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "say which: --ike, --child, --ike-id, --child-id or --peer");
        }
        return ViciMessage.builder()
                .put("ike", ike)
                .put("child", child)
                .put("ike-id", ikeId)
                .put("child-id", childId)
                .put("peer", peer);
    }
}
