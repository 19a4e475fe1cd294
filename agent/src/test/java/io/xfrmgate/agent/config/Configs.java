package io.xfrmgate.agent.config;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Reads configurations that a test knows to be right, or to be wrong. */
final class Configs {
    private Configs() {}

    static GatewayConfig load(Path file) {
        return accepted(ConfigLoader.load(file));
    }

    static GatewayConfig parse(String text) {
        return accepted(ConfigLoader.parse(text, "test.cfg"));
    }

    static List<ConfigProblem> warnings(String text) {
        return switch (ConfigLoader.parse(text, "test.cfg")) {
            case ConfigResult.Loaded(GatewayConfig config, List<ConfigProblem> warnings) -> warnings;
            case ConfigResult.Rejected(List<ConfigProblem> problems) -> throw new AssertionError(render(problems));
        };
    }

    static List<ConfigProblem> errors(String text) {
        return switch (ConfigLoader.parse(text, "test.cfg")) {
            case ConfigResult.Loaded loaded -> throw new AssertionError("taken without error");
            case ConfigResult.Rejected(List<ConfigProblem> problems) ->
                problems.stream()
                        .filter(p -> p.severity() == ConfigProblem.Severity.ERROR)
                        .toList();
        };
    }

    static String render(List<ConfigProblem> problems) {
        return problems.stream().map(ConfigProblem::render).collect(Collectors.joining("\n"));
    }

    private static GatewayConfig accepted(ConfigResult result) {
        return switch (result) {
            case ConfigResult.Loaded(GatewayConfig config, List<ConfigProblem> warnings) -> config;
            case ConfigResult.Rejected(List<ConfigProblem> problems) -> throw new AssertionError(render(problems));
        };
    }
}
