package io.xfrmgate.ike.config;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One component of a configuration, and what its change does.
 *
 * @param name of the record's component
 * @param value reads it
 * @param effect of a change
 */
record ChangedField<T>(String name, Function<T, Object> value, ChangeEffect effect) {

    /** Those that differ. */
    static <T> List<ChangedField<T>> between(T before, T after, List<ChangedField<T>> all) {
        Stream<ChangedField<T>> differing = all.stream()
                .filter(f -> !f.value().apply(before).equals(f.value().apply(after)));
        return differing.toList();
    }

    static <T> ChangeEffect effect(List<ChangedField<T>> changed) {
        return changed.stream().map(ChangedField::effect).reduce(ChangeEffect.NONE, ChangeEffect::or);
    }

    static <T> List<String> names(List<ChangedField<T>> changed) {
        return changed.stream().map(ChangedField::name).toList();
    }
}
