package io.xfrmgate.agent.vici;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Consumer;

/** The content of a VICI packet: named values, lists and sections, in their order; a name is there once in its section. */
public record ViciMessage(SequencedMap<String, Element> elements) {
    private static final int MAX_REASON = 1_000;

    public static final ViciMessage EMPTY = new ViciMessage(new LinkedHashMap<>());

    public ViciMessage {
        elements = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(elements));
    }

    /** What a name stands for. */
    public sealed interface Element {}

    /** Octets; mostly a text in UTF-8. */
    public record Value(byte[] octets) implements Element {
        public String text() {
            return new String(octets, StandardCharsets.UTF_8);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Value(var others) && Arrays.equals(octets, others);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(octets);
        }
    }

    /** Several texts. */
    public record Items(List<String> texts) implements Element {
        public Items {
            texts = List.copyOf(texts);
        }
    }

    /** More named elements. */
    public record Section(ViciMessage content) implements Element {}

    /** The text of a value; empty if there is none of this name. */
    public Optional<String> text(String name) {
        return elements.get(name) instanceof Value value ? Optional.of(value.text()) : Optional.empty();
    }

    /** The octets of a value; empty if there is none of this name. */
    public Optional<byte[]> octets(String name) {
        return elements.get(name) instanceof Value(var octets) ? Optional.of(octets) : Optional.empty();
    }

    /** Whether a value of this name says yes, as VICI writes it. */
    public boolean isYes(String name) {
        return text(name)
                .filter(v -> v.equalsIgnoreCase("yes") || v.equals("1") || v.equalsIgnoreCase("true"))
                .isPresent();
    }

    /** The texts of a list; none if there is none of this name. */
    public List<String> items(String name) {
        return elements.get(name) instanceof Items(var texts) ? texts : List.of();
    }

    /** A section; an empty one if there is none of this name. */
    public ViciMessage section(String name) {
        return elements.get(name) instanceof Section(var content) ? content : EMPTY;
    }

    /** All sections, by name. */
    public SequencedMap<String, ViciMessage> sections() {
        SequencedMap<String, ViciMessage> sections = new LinkedHashMap<>();
        elements.forEach((name, element) -> {
            if (element instanceof Section(var content)) {
                sections.put(name, content);
            }
        });
        return sections;
    }

    /** Puts one together. */
    public static Builder builder() {
        return new Builder();
    }

    /** The answer that something was done. */
    public static ViciMessage success() {
        return builder().put("success", true).build();
    }

    /** The answer that something was not done; of a reason that repeats what a client sent, only the beginning. */
    public static ViciMessage failure(String why) {
        String text = why.length() <= MAX_REASON ? why : why.substring(0, MAX_REASON) + "…";
        return builder().put("success", false).put("errmsg", text).build();
    }

    /** Collects elements; a name that comes again replaces what it stood for. */
    public static final class Builder {
        private final SequencedMap<String, Element> elements = new LinkedHashMap<>();

        private Builder() {}

        /** A value, as its {@code toString} says. */
        public Builder put(String name, Object value) {
            return put(name, value.toString().getBytes(StandardCharsets.UTF_8));
        }

        /** A value of octets. */
        public Builder put(String name, byte[] octets) {
            elements.put(name, new Value(octets));
            return this;
        }

        /** {@code yes} or {@code no}. */
        public Builder put(String name, boolean value) {
            return put(name, value ? "yes" : "no");
        }

        /** A value where there is one. */
        public Builder put(String name, Optional<?> value) {
            value.ifPresent(v -> put(name, v));
            return this;
        }

        /** {@code yes}, or nothing. */
        public Builder putIf(String name, boolean value) {
            return value ? put(name, true) : this;
        }

        /** A list, of what the items' {@code toString} says. */
        public Builder list(String name, List<?> items) {
            List<String> texts = new ArrayList<>(items.size());
            items.forEach(item -> texts.add(item.toString()));
            elements.put(name, new Items(texts));
            return this;
        }

        /** A section. */
        public Builder section(String name, ViciMessage content) {
            elements.put(name, new Section(content));
            return this;
        }

        /** A section that is filled here. */
        public Builder section(String name, Consumer<Builder> fill) {
            Builder inner = new Builder();
            fill.accept(inner);
            return section(name, inner.build());
        }

        public ViciMessage build() {
            return new ViciMessage(elements);
        }
    }
}
