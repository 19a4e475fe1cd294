package io.xfrmgate.agent.cli;

import io.xfrmgate.agent.BuildVersion;
import io.xfrmgate.agent.vici.ViciJson;
import io.xfrmgate.agent.vici.ViciMessage;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "version", description = "Print the version of the gateway, of its Java and of the kernel.")
final class VersionCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        String system = System.getProperty("os.version") + " " + System.getProperty("os.arch");
        if (json) {
            out.println(ViciJson.object(ViciMessage.builder()
                    .put("xfrmgate", BuildVersion.current())
                    .put("java", Runtime.version())
                    .put("linux", system)
                    .build()));
            return Cli.DONE;
        }
        out.println("xfrmgate " + BuildVersion.current());
        out.println("Java " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")");
        out.println("Linux " + system);
        return Cli.DONE;
    }
}
