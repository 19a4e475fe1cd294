package io.xfrmgate.agent.vici;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ViciJsonTest {
    @Test
    void sectionsAreObjectsAndListsArrays() {
        ViciMessage message = ViciMessage.builder()
                .put("a", "b \"quoted\" \\ \n\u0001")
                .list("l", List.of("1", "2"))
                .list("none", List.of())
                .section("s", section -> section.put("k", 7))
                .section("empty", section -> {})
                .build();
        assertThat(ViciJson.object(message)).isEqualTo("""
                        {
                          "a": "b \\"quoted\\" \\\\ \\n\\u0001",
                          "l": ["1", "2"],
                          "none": [],
                          "s": {
                            "k": "7"
                          },
                          "empty": {}
                        }""");
    }

    @Test
    void severalAreAnArray() {
        assertThat(ViciJson.array(List.of())).isEqualTo("[]");
        assertThat(ViciJson.array(List.of(ViciMessage.EMPTY, ViciMessage.EMPTY)))
                .isEqualTo("[\n  {},\n  {}\n]");
    }
}
