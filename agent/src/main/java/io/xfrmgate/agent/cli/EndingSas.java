package io.xfrmgate.agent.cli;

import io.xfrmgate.agent.vici.ViciMessage;
import java.io.IOException;
import picocli.CommandLine.Option;

/** Which SAs are to end: StarOS's words for some of them, or {@code --all}. One of the two has to be said. */
final class EndingSas extends SaWords {
    @Option(names = "--all", description = "Every one of them.")
    private boolean all;

    /** Ends the IKE SAs with their Child SAs, or the Child SAs alone. */
    int end(ControlOptions control, boolean children, String done) throws IOException {
        if (summary()) {
            throw wrong("'summary' only shows: say which SAs by peer, spi, map or template, or --all");
        }
        if (none() != all) {
            throw wrong(
                    all
                            ? "with --all every SA ends; leave it out, or leave out which"
                            : "say which SAs by peer, spi, map or template, or --all");
        }
        ViciMessage.Builder request = request().putIf("all", all).putIf("children", children);
        return control.change("terminate", request.build(), done);
    }
}
