package io.xfrmgate.agent.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LogLineTest {
    @Test
    void showsPlainValuesBare() {
        assertThat(LogLine.event("test")
                        .add("address", "[2001:db8::1]:500")
                        .add("number", 7)
                        .add("flag", true))
                .hasToString("event=test address=[2001:db8::1]:500 number=7 flag=yes");
    }

    @Test
    void quotesWhatWouldBreakTheLineOrForgeAPair() {
        assertThat(LogLine.event("test").add("peer", "x reason=ok\nevent=forged \"\\\u001b[31m\u0085é"))
                .hasToString("event=test peer=\"x reason=ok\\nevent=forged \\\"\\\\\\u001b[31m\\u0085\\u00e9\"");
    }

    @Test
    void quotesTheEmptyValue() {
        assertThat(LogLine.event("test").add("detail", "")).hasToString("event=test detail=\"\"");
    }

    @Test
    void cutsWhatIsTooLong() {
        assertThat(LogLine.event("test").add("peer", "x".repeat(100_000)).toString())
                .hasSizeLessThan(2_100);
    }

    @Test
    void showsKindAndMessageOfAnException() {
        assertThat(LogLine.event("test").add("error", new IllegalStateException("no room")))
                .hasToString("event=test error=\"IllegalStateException: no room\"");
        assertThat(LogLine.event("test").add("error", new IllegalStateException()))
                .hasToString("event=test error=IllegalStateException");
    }
}
