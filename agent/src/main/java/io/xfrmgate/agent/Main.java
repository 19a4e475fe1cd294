package io.xfrmgate.agent;

import io.xfrmgate.agent.cli.Cli;

/** Where the JVM starts. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(Cli.commandLine().execute(args));
    }
}
