package io.xfrmgate.agent.cli;

import io.xfrmgate.agent.BuildVersion;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "version", description = "Print the version of the gateway, of its Java and of the kernel.")
final class VersionCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        out.println("xfrmgate " + BuildVersion.current());
        out.println("Java " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")");
        out.println("Linux " + System.getProperty("os.version") + " " + System.getProperty("os.arch"));
        return Cli.DONE;
    }
}
