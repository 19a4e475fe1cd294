package io.xfrmgate.ike.config;

import io.xfrmgate.ike.net.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How one template or map differs from what it was, and what that does to its SAs.
 *
 * @param fields names of the components of {@link PeerConfig} that differ, {@code children} apart
 * @param own what they do to its IKE SAs
 * @param children those that differ
 */
public record PeerChange(
        PeerConfig before, PeerConfig after, List<String> fields, ChangeEffect own, List<ChildChange> children) {
    public PeerChange {
        fields = List.copyOf(fields);
        children = List.copyOf(children);
    }

    /** What each component's change does; all of them but the name and the children. */
    static List<ChangedField<PeerConfig>> table(boolean template) {
        ChangeEffect addresses = template ? ChangeEffect.RESTART_UNFIT : ChangeEffect.RESTART;
        return List.of(
                new ChangedField<>("localAddresses", PeerConfig::localAddresses, addresses),
                new ChangedField<>("remoteNetworks", PeerConfig::remoteNetworks, addresses),
                new ChangedField<>("remote", PeerConfig::remote, ChangeEffect.RESTART),
                new ChangedField<>("authentication", PeerConfig::authentication, ChangeEffect.NEXT_NEGOTIATION),
                new ChangedField<>("proposals", PeerConfig::proposals, ChangeEffect.NEXT_NEGOTIATION),
                new ChangedField<>("retransmit", PeerConfig::retransmit, ChangeEffect.AT_ONCE),
                new ChangedField<>("keepalive", PeerConfig::keepalive, ChangeEffect.AT_ONCE),
                new ChangedField<>("lifetime", PeerConfig::lifetime, ChangeEffect.NEXT_NEGOTIATION),
                new ChangedField<>("nat", PeerConfig::nat, ChangeEffect.NEXT_NEGOTIATION),
                new ChangedField<>("fragmentation", PeerConfig::fragmentation, ChangeEffect.NEXT_NEGOTIATION),
                new ChangedField<>("childless", PeerConfig::childless, ChangeEffect.AT_ONCE),
                new ChangedField<>("setupTimeoutMillis", PeerConfig::setupTimeoutMillis, ChangeEffect.AT_ONCE),
                new ChangedField<>("maxChildren", PeerConfig::maxChildren, ChangeEffect.AT_ONCE),
                new ChangedField<>("configuration", PeerConfig::configuration, ChangeEffect.NEXT_NEGOTIATION),
                new ChangedField<>("policy", PeerConfig::policy, ChangeEffect.AT_ONCE));
    }

    /** Compares two of one name. */
    public static PeerChange between(PeerConfig before, PeerConfig after) {
        boolean template = before.remote().isEmpty() && after.remote().isEmpty();
        List<ChangedField<PeerConfig>> changed = ChangedField.between(before, after, table(template));
        List<ChildChange> children = children(before, after, template);
        ChangeEffect own = ChangedField.effect(changed);
        if (changed.isEmpty() && children.isEmpty() && !before.equals(after)) {
            own = ChangeEffect.NEXT_NEGOTIATION; // equal in all that the table knows, yet not equal: the safe side
        }
        return new PeerChange(before, after, ChangedField.names(changed), own, children);
    }

    private static List<ChildChange> children(PeerConfig before, PeerConfig after, boolean template) {
        List<ChildChange> changes = new ArrayList<>();
        for (ChildConfig child : before.children()) {
            Optional<ChildConfig> now = named(after, child.name());
            ChildChange change =
                    now.map(n -> ChildChange.between(child, n, template)).orElseGet(() -> ChildChange.removed(child));
            if (change.effect() != ChangeEffect.NONE) {
                changes.add(change);
            }
        }
        after.children().stream()
                .filter(child -> named(before, child.name()).isEmpty())
                .forEach(child -> changes.add(ChildChange.added(child)));
        return changes;
    }

    private static Optional<ChildConfig> named(PeerConfig config, String name) {
        return config.children().stream().filter(c -> c.name().equals(name)).findFirst();
    }

    /** What the whole of it does. */
    public ChangeEffect effect() {
        return children.stream().map(ChildChange::effect).reduce(own, ChangeEffect::or);
    }

    /** Whether an IKE SA between these addresses has to end. */
    public boolean ends(IpAddress local, IpAddress remote) {
        return own == ChangeEffect.RESTART || own == ChangeEffect.RESTART_UNFIT && !after.matches(local, remote);
    }

    /** Whether secrets, certificates or identities differ: what a rekey does not look at. */
    public boolean authenticationChanged() {
        return fields.contains("authentication");
    }
}
