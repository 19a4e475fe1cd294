package io.xfrmgate.ike.config;

import io.xfrmgate.ike.ts.SelectorNarrowing;
import io.xfrmgate.ike.ts.TrafficSelector;
import java.util.List;
import java.util.Optional;

/**
 * How one kind of Child SA differs from what it was.
 *
 * @param before empty if it is new
 * @param after empty if it is removed
 * @param fields names of the components of {@link ChildConfig} that differ; of a new or removed one none
 * @param effect on its Child SAs: {@link ChangeEffect#RESTART} of a removed one only ends them
 */
public record ChildChange(
        Optional<ChildConfig> before, Optional<ChildConfig> after, List<String> fields, ChangeEffect effect) {
    public ChildChange {
        fields = List.copyOf(fields);
    }

    /**
     * What each component's change does.
     *
     * @param template of many peers: their Child SAs are narrowed differently, and those that still fit stay
     */
    static List<ChangedField<ChildConfig>> table(boolean template) {
        ChangeEffect selectors = template ? ChangeEffect.RESTART_UNFIT : ChangeEffect.RESTART;
        return List.of(
                new ChangedField<>("mode", ChildConfig::mode, ChangeEffect.RESTART),
                new ChangedField<>("proposals", ChildConfig::proposals, ChangeEffect.NEXT_NEGOTIATION),
                new ChangedField<>("localSelectors", ChildConfig::localSelectors, selectors),
                new ChangedField<>("remoteSelectors", ChildConfig::remoteSelectors, selectors),
                new ChangedField<>("lifetime", ChildConfig::lifetime, ChangeEffect.NEXT_NEGOTIATION),
                new ChangedField<>("options", ChildConfig::options, ChangeEffect.RESTART),
                new ChangedField<>("trap", ChildConfig::trap, ChangeEffect.AT_ONCE),
                new ChangedField<>("start", ChildConfig::start, ChangeEffect.AT_ONCE),
                new ChangedField<>("dynamic", ChildConfig::dynamic, ChangeEffect.RESTART),
                new ChangedField<>("policy", ChildConfig::policy, ChangeEffect.NEXT_NEGOTIATION));
    }

    static ChildChange between(ChildConfig before, ChildConfig after, boolean template) {
        List<ChangedField<ChildConfig>> changed = ChangedField.between(before, after, table(template));
        return new ChildChange(
                Optional.of(before),
                Optional.of(after),
                ChangedField.names(changed),
                // equal in all that the table knows, yet not equal: the safe side
                changed.isEmpty() && !before.equals(after)
                        ? ChangeEffect.NEXT_NEGOTIATION
                        : ChangedField.effect(changed));
    }

    static ChildChange added(ChildConfig child) {
        return new ChildChange(Optional.empty(), Optional.of(child), List.of(), ChangeEffect.AT_ONCE);
    }

    static ChildChange removed(ChildConfig child) {
        return new ChildChange(Optional.of(child), Optional.empty(), List.of(), ChangeEffect.RESTART);
    }

    /** Whether a Child SA with these selectors has to end. */
    public boolean ends(List<TrafficSelector> local, List<TrafficSelector> remote) {
        return switch (effect) {
            case NONE, AT_ONCE, NEXT_NEGOTIATION -> false;
            case RESTART -> true;
            case RESTART_UNFIT -> {
                ChildConfig allowed = after.orElseThrow();
                yield !fits(local, allowed.localSelectors()) || !fits(remote, allowed.remoteSelectors());
            }
        };
    }

    private static boolean fits(List<TrafficSelector> agreed, List<TrafficSelector> configured) {
        return configured.isEmpty() || SelectorNarrowing.contains(configured, agreed);
    }

    /** Whether it is to be brought up from now on, which it was not. */
    public boolean startsNow() {
        return after.filter(ChildConfig::start).isPresent()
                && before.filter(ChildConfig::start).isEmpty();
    }

    /** Whether it is not to be kept up any more, as it was. */
    public boolean startsNoMore() {
        return before.filter(ChildConfig::start).isPresent()
                && after.filter(ChildConfig::start).isEmpty();
    }

    /** Of the payload or access list. */
    public String name() {
        return before.or(() -> after).orElseThrow().name();
    }
}
