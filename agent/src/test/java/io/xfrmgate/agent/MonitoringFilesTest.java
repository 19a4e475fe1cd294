package io.xfrmgate.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.xfrmgate.agent.Promtool.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The alert rules and the dashboard of monitoring/: that Prometheus takes them. */
final class MonitoringFilesTest {
    private static final Path FILES = Path.of("../monitoring").toAbsolutePath().normalize();
    private static final Path DASHBOARD = FILES.resolve("dashboards/xfrmgate.json");
    static final Path RULES = FILES.resolve("rules/xfrmgate.yml");

    @Test
    void prometheusTakesTheRulesAndTheConfiguration() throws Exception {
        Verdict rules = Promtool.run(FILES, "", "check", "rules", "rules/xfrmgate.yml");
        assertThat(rules.status()).as(rules.output()).isZero();
        Verdict config = Promtool.run(FILES, "", "check", "config", "--syntax-only", "prometheus.yml");
        assertThat(config.status()).as(config.output()).isZero();
    }

    @Test
    void theAlertsComeWhenTheyShould() throws Exception {
        Verdict tests = Promtool.run(FILES.resolve("rules"), "", "test", "rules", "xfrmgate.test.yml");
        assertThat(tests.status()).as(tests.output()).isZero();
    }

    @Test
    void everyAlertIsTestedAndTellsWhatToDo() throws Exception {
        String rules = Files.readString(RULES);
        String tests = Files.readString(FILES.resolve("rules/xfrmgate.test.yml"));
        List<String> blocks = List.of(rules.split("- alert: ")).subList(1, rules.split("- alert: ").length);
        assertThat(blocks).isNotEmpty().allSatisfy(block -> {
            String name = block.lines().findFirst().orElseThrow();
            assertThat(block).as(name).contains("severity:", "summary:", "runbook:");
            assertThat(tests).contains("alertname=\\\"" + name + "\\\"");
        });
    }

    /** Whether a query is one at all is what Prometheus says of it as a rule. */
    @Test
    void everyQueryOfTheDashboardIsOne() throws Exception {
        StringBuilder rules = new StringBuilder("groups:\n  - name: dashboard\n    rules:\n");
        int number = 0;
        for (String query : queries()) {
            String plain = query.replace("$__rate_interval", "5m")
                    .replace("$__range", "1h")
                    .replace("$instance", ".*")
                    .replace("$template", ".*");
            rules.append("      - record: query_")
                    .append(number++)
                    .append("\n        expr: '")
                    .append(plain.replace("'", "''"))
                    .append("'\n");
        }
        Path file = Files.createTempFile("dashboard", ".yml");
        try {
            Files.writeString(file, rules);
            Verdict verdict = Promtool.run(FILES, "", "check", "rules", "--lint=none", file.toString());
            assertThat(verdict.status()).as(verdict.output()).isZero();
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void noTwoPanelsAreOneAndEachSaysWhatItAnswers() throws Exception {
        Set<Integer> numbers = new HashSet<>();
        for (JsonObject panel : panels()) {
            assertThat(numbers.add(panel.get("id").getAsInt())).isTrue();
            assertThat(panel.get("title").getAsString()).isNotBlank();
            if (!panel.get("type").getAsString().equals("row")) {
                assertThat(panel.get("description").getAsString())
                        .as(panel.get("title").getAsString())
                        .isNotBlank();
            }
        }
    }

    private static List<JsonObject> panels() throws IOException {
        JsonObject dashboard =
                JsonParser.parseString(Files.readString(DASHBOARD)).getAsJsonObject();
        assertThat(dashboard.get("uid").getAsString()).isEqualTo("xfrmgate");
        List<JsonObject> panels = new ArrayList<>();
        dashboard.getAsJsonArray("panels").forEach(panel -> panels.add(panel.getAsJsonObject()));
        return panels;
    }

    static List<String> queries() throws IOException {
        List<String> queries = new ArrayList<>();
        for (JsonObject panel : panels()) {
            if (panel.has("targets")) {
                for (JsonElement target : panel.getAsJsonArray("targets")) {
                    queries.add(target.getAsJsonObject().get("expr").getAsString());
                }
            }
        }
        return queries;
    }
}
