package io.xfrmgate.agent.config.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LexerTest {

    @Test
    void wordsKeepTheirPlaces() {
        Line line = Lexer.read("  peer\t10.0.0.2 ", 7);
        assertThat(line.tokens()).extracting(Token::text).containsExactly("peer", "10.0.0.2");
        assertThat(line.tokens()).extracting(Token::at).containsExactly(new Position(7, 3, 4), new Position(7, 8, 8));
        assertThat(line.afterEnd()).isEqualTo(new Position(7, 17, 1));
    }

    @Test
    void columnsCountCharactersNotUtf16Units() {
        Line line = Lexer.read("\uD83D\uDE00\uD83D\uDE00 x", 1);
        assertThat(line.tokens().get(1).at()).isEqualTo(new Position(1, 4, 1));
    }

    @Test
    void aCommentBeginsWhereAWordCould() {
        assertThat(Lexer.read("peer 10.0.0.2 ! the other one", 1).tokens()).hasSize(2);
        assertThat(Lexer.read("# nothing", 1).tokens()).isEmpty();
        assertThat(Lexer.read("key a#b!c", 1).tokens()).extracting(Token::text).containsExactly("key", "a#b!c");
        assertThat(Lexer.read("peer 10.0.0.2  # comment", 1).code()).isEqualTo("peer 10.0.0.2");
    }

    @Test
    void quotedStringsHoldBlanksCommentsAndEscapes() {
        Line line = Lexer.read("key \"a b # \\\" \\\\ \\n \\x\" end", 1);
        assertThat(line.tokens()).extracting(Token::text).containsExactly("key", "a b # \" \\ \n \\x", "end");
        assertThat(line.tokens().get(1).isQuoted()).isTrue();
        assertThat(line.unterminated()).isEqualTo(-1);
    }

    @Test
    void aMissingQuotationMarkIsNoticed() {
        assertThat(Lexer.read("key \"a b", 1).unterminated()).isEqualTo(1);
        assertThat(Lexer.read("key \"a b\\", 1).unterminated()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "",
                "two words",
                "#x",
                "!x",
                "\"",
                "a\"b",
                "back\\slash",
                "\\",
                "new\nline",
                "tab\tcr\r",
                "\u00A0",
                "x\u00A0y",
                "\\n",
                "\u0001",
                "\uD83D\uDE00"
            })
    void whatIsQuotedReadsAsItself(String text) {
        Line line = Lexer.read(SourceText.quote(text), 1);
        assertThat(line.tokens()).extracting(Token::text).containsExactly(text);
        assertThat(line.unterminated()).isEqualTo(-1);
    }

    @Test
    void tokensAndLinesDoNotShowTheirText() {
        Line line = Lexer.read("key S3cret", 1);
        assertThat(line.toString() + line.tokens()).doesNotContain("S3cret");
    }

    @Test
    void everyLineBreakEndsALine() {
        SourceText source = new SourceText("a\r\nb\rc\nd");
        assertThat(source.lineCount()).isEqualTo(4);
        assertThat(source.line(3).code()).isEqualTo("c");
    }

    @Test
    void theExcerptShowsNothingThatDrivesATerminal() {
        SourceText source = new SourceText("a\tb \u001b[31m\u202e # \u001b");
        assertThat(source.excerpt(new Position(1, 5, 6))).isEqualTo("1 | a b ?[31m?\n  |     ^^^^^^");
    }

    @Test
    void aLongLineIsCutAroundTheCaret() {
        SourceText source = new SourceText("x ".repeat(500) + "here " + "y ".repeat(500));
        String excerpt = source.excerpt(new Position(1, 1001, 4));
        assertThat(excerpt.lines()).allMatch(l -> l.length() <= 164).anyMatch(l -> l.contains("here"));
        String[] lines = excerpt.split("\n", 2);
        int caret = lines[1].indexOf("^^^^");
        assertThat(lines[0].substring(caret, caret + 4)).isEqualTo("here");
    }
}
