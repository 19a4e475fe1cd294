package io.xfrmgate.agent.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code xfrmgate} and its sub-commands. */
@Command(
        name = "xfrmgate",
        description = "IPsec security gateway: negotiates IKEv2, and lets the Linux kernel carry the traffic.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            RunCommand.class,
            CheckCommand.class,
            DiffCommand.class,
            ApplyCommand.class,
            ReloadCommand.class,
            ShowCommand.class,
            ClearCommand.class,
            InitiateCommand.class,
            TerminateCommand.class,
            RekeyCommand.class,
            CryptoGroupCommand.class,
            AuditCommand.class,
            MonitorCommand.class,
            DebugCommand.class,
            CaptureCommand.class,
            TopCommand.class,
            SealCommand.class,
            SelfTestCommand.class,
            LoadTestCommand.class,
            VersionCommand.class,
            GenerateCommand.class,
            CommandLine.HelpCommand.class
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:done",
            "1:it failed; standard error says why",
            "2:the command or the configuration is wrong",
            "3:no daemon answers at the control socket"
        })
public final class Cli {
    /** Exit status: done. */
    public static final int DONE = 0;
    /** Exit status: it failed; standard error says why. */
    public static final int FAILED = 1;
    /** Exit status: the command line or the configuration is wrong. */
    public static final int WRONG_USE = 2;
    /** Exit status: no daemon answers at the control socket. */
    public static final int NO_DAEMON = 3;

    private Cli() {}

    /** The command line, ready to execute. */
    public static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Cli());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpLongOptionsMaxWidth(30);
        line.setAbbreviatedSubcommandsAllowed(true); // as StarOS's words may be
        line.setParameterExceptionHandler(new WrongUse());
        line.setExecutionExceptionHandler((error, command, parsed) -> {
            command.getErr().println("xfrmgate: " + Cause.sentence(error));
            return error instanceof NoDaemonException ? NO_DAEMON : FAILED;
        });
        return line;
    }
}
