package io.xfrmgate.agent.cli;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command, and what could stand there. */
final class WrongUse implements IParameterExceptionHandler {
    @Override
    public int handleParseException(ParameterException error, String[] words) {
        CommandLine command = error.getCommandLine();
        PrintWriter err = command.getErr();
        String name = command.getCommandSpec().qualifiedName();
        TreeSet<String> following = new TreeSet<>(command.getSubcommands().keySet());
        if (following.isEmpty()) {
            err.println("xfrmgate: " + error.getMessage());
            err.print(command.getHelp().fullSynopsis());
            err.println("Try '" + name + " --help' for more.");
        } else {
            err.println("xfrmgate: "
                    + unknown(error)
                            .map(word -> "'" + word + "' can not follow '" + name + "'")
                            .orElse(error.getMessage()));
            err.println("After '" + name + "' may follow: " + String.join(", ", following));
        }
        err.flush();
        return Cli.WRONG_USE;
    }

    /** The word that is no subcommand. */
    private static Optional<String> unknown(ParameterException error) {
        return error instanceof UnmatchedArgumentException unmatched
                ? unmatched.getUnmatched().stream().findFirst().filter(word -> !word.startsWith("-"))
                : Optional.empty();
    }
}
