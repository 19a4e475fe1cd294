package io.xfrmgate.agent.config.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringTokenizer;

/**
 * Reads the notation in which the grammar's commands are written, which is that of the manuals: {@code word}, {@code { a |
 * b }}, {@code [ optional ]}, {@code x...} for once or more. A value is {@code <label:type>}; {@code label=word} is a
 * keyword known by another name, where one word occurs twice.
 */
final class SyntaxReader {
    private final String notation;
    private final Map<String, ParameterType<?>> types;
    private final List<String> symbols = new ArrayList<>();
    private int next;

    private SyntaxReader(String notation, Map<String, ParameterType<?>> types) {
        this.notation = notation;
        this.types = types;
        StringTokenizer tokenizer = new StringTokenizer(notation.replace("...", " ... "), " {}[]|", true);
        while (tokenizer.hasMoreTokens()) {
            String symbol = tokenizer.nextToken();
            if (!symbol.equals(" ")) {
                symbols.add(symbol);
            }
        }
    }

    static Syntax read(String notation, Map<String, ParameterType<?>> types) {
        SyntaxReader reader = new SyntaxReader(notation, types);
        Syntax syntax = reader.choice();
        if (reader.next != reader.symbols.size()) {
            throw new IllegalArgumentException("unbalanced: " + notation);
        }
        return syntax;
    }

    private Syntax choice() {
        List<Syntax> items = new ArrayList<>();
        items.add(sequence());
        while (peek("|")) {
            next++;
            items.add(sequence());
        }
        return items.size() == 1 ? items.getFirst() : new Syntax.Choice(List.copyOf(items));
    }

    private Syntax sequence() {
        List<Syntax> items = new ArrayList<>();
        while (next < symbols.size() && !peek("|") && !peek("}") && !peek("]")) {
            Syntax item = item();
            if (peek("...")) {
                next++;
                item = item instanceof Syntax.Maybe(Syntax inner)
                        ? new Syntax.Maybe(new Syntax.Repeat(inner))
                        : new Syntax.Repeat(item);
            }
            items.add(item);
        }
        return items.size() == 1 ? items.getFirst() : new Syntax.Sequence(List.copyOf(items));
    }

    private Syntax item() {
        String symbol = symbols.get(next++);
        return switch (symbol) {
            case "{" -> bracketed("}");
            case "[" -> new Syntax.Maybe(bracketed("]"));
            default -> symbol.startsWith("<") ? parameter(symbol) : keyword(symbol);
        };
    }

    private Syntax bracketed(String close) {
        Syntax inner = choice();
        if (!peek(close)) {
            throw new IllegalArgumentException(close + " missing: " + notation);
        }
        next++;
        return inner;
    }

    private Syntax parameter(String symbol) {
        int colon = symbol.indexOf(':');
        String typeName = symbol.substring(colon + 1, symbol.length() - 1);
        ParameterType<?> type = typeName.startsWith("int(") ? IntegerType.of(typeName) : types.get(typeName);
        if (type == null) {
            throw new IllegalArgumentException("no such type: " + symbol);
        }
        return new Syntax.Parameter(symbol.substring(1, colon), type);
    }

    private static Syntax keyword(String symbol) {
        int equals = symbol.indexOf('=');
        return equals < 0
                ? new Syntax.Keyword(symbol, symbol)
                : new Syntax.Keyword(symbol.substring(0, equals), symbol.substring(equals + 1));
    }

    private boolean peek(String symbol) {
        return next < symbols.size() && symbols.get(next).equals(symbol);
    }
}
