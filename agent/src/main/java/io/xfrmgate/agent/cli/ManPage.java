package io.xfrmgate.agent.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** xfrmgate(8), made of what {@code --help} says: all commands on one page, in roff's man macros. */
final class ManPage {
    private final StringBuilder out = new StringBuilder();

    private ManPage() {}

    static String of(CommandLine line, String version) {
        ManPage page = new ManPage();
        page.write(line, version);
        return page.out.toString();
    }

    private void write(CommandLine line, String version) {
        CommandSpec spec = line.getCommandSpec();
        out.append(".TH XFRMGATE 8 \"\" \"xfrmgate ").append(version).append("\" \"System administration\"\n");
        out.append(".SH NAME\nxfrmgate \\- IPsec security gateway and its command line\n");
        out.append(".SH SYNOPSIS\n.B xfrmgate\n.I COMMAND\n[\\fIOPTIONS\\fR]\n");
        out.append(".SH DESCRIPTION\n");
        paragraphs(spec.usageMessage().description());
        out.append(".SH COMMANDS\n");
        commands(line, "");
        out.append(".SH EXIT STATUS\n");
        for (Map.Entry<String, String> code : spec.usageMessage().exitCodeList().entrySet()) {
            out.append(".TP\n.B ")
                    .append(escaped(code.getKey()))
                    .append('\n')
                    .append(escaped(code.getValue()))
                    .append('\n');
        }
        out.append(
                ".SH ENVIRONMENT\n.TP\n.B XFRMGATE_CONTROL\nThe control socket, where no\n.B \\-\\-control\nsays another.\n");
        out.append(
                ".SH FILES\n.TP\n.I /run/xfrmgate/control.sock\nThe control socket of a daemon that is not told another.\n");
    }

    private void commands(CommandLine line, String prefix) {
        for (Map.Entry<String, CommandLine> entry : line.getSubcommands().entrySet()) {
            CommandSpec spec = entry.getValue().getCommandSpec();
            if (spec.usageMessage().hidden()) {
                continue;
            }
            String name = (prefix + " " + entry.getKey()).strip();
            if (entry.getValue().getSubcommands().isEmpty()) {
                command(name, spec);
            }
            commands(entry.getValue(), name);
        }
    }

    private void command(String name, CommandSpec spec) {
        out.append(".SS xfrmgate ").append(escaped(name));
        for (PositionalParamSpec parameter : spec.positionalParameters()) {
            out.append(" \\fI").append(escaped(parameter.paramLabel())).append("\\fR");
        }
        out.append('\n');
        paragraphs(spec.usageMessage().description());
        for (PositionalParamSpec parameter : spec.positionalParameters()) {
            item("\\fI" + escaped(parameter.paramLabel()) + "\\fR", described(parameter));
        }
        for (OptionSpec option : spec.options()) {
            if (!option.hidden() && !option.usageHelp() && !option.versionHelp()) {
                String names = String.join(
                        "\\fR, \\fB",
                        Arrays.stream(option.names()).map(ManPage::escaped).toList());
                String label = option.arity().max() == 0 ? "" : " \\fI" + escaped(option.paramLabel()) + "\\fR";
                item("\\fB" + names + "\\fR" + label, described(option));
            }
        }
        paragraphs(spec.usageMessage().footer());
    }

    /** The control socket's default is the usual one, whatever the environment of the build says. */
    private static String[] described(ArgSpec argument) {
        String value = String.valueOf(argument.defaultValue()).replaceFirst("^\\$\\{env:[A-Z_]+:-(.*)}$", "$1");
        return Arrays.stream(argument.description())
                .map(text -> text.replace("${DEFAULT-VALUE}", value))
                .toArray(String[]::new);
    }

    private void item(String tag, String[] description) {
        out.append(".TP\n").append(tag).append('\n');
        lines(description).forEach(line -> out.append(line).append('\n'));
    }

    private void paragraphs(String[] texts) {
        lines(texts).forEach(line -> out.append(".PP\n").append(line).append('\n'));
    }

    private static List<String> lines(String[] texts) {
        return Arrays.stream(texts)
                .map(text -> Ansi.OFF.string(text).strip())
                .filter(text -> !text.isEmpty())
                .map(ManPage::escaped)
                .toList();
    }

    private static String escaped(String text) {
        String plain = text.replace("\\", "\\e").replace("-", "\\-");
        return plain.startsWith(".") || plain.startsWith("'") ? "\\&" + plain : plain;
    }
}
