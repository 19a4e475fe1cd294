package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.config.ChangeEffect;
import io.xfrmgate.ike.config.ChildChange;
import io.xfrmgate.ike.config.ChildConfig;
import io.xfrmgate.ike.config.PeerChange;
import io.xfrmgate.ike.config.PeerConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One change of the configuration under running SAs. What did not change is not touched: no message, no request to the data
 * plane, no timer. New traps stand before old policies go, so that no packet leaves bare in between.
 */
final class Reconfiguration {
    private final IkeEndpoint endpoint;
    private final Initiation initiation;
    private final ApplyChanges when;
    private final Map<String, PeerConfig> after = new LinkedHashMap<>();
    /** Those that are there before and after, and differ. */
    private final Map<String, PeerChange> changed = new LinkedHashMap<>();

    private final Set<String> removed = new LinkedHashSet<>();
    /** Child SAs of maps that were up or on their way, and are to be again. */
    private final Set<WantedChildren.Key> again = new LinkedHashSet<>();

    private final Set<String> connectAgain = new LinkedHashSet<>();
    private int ikeClosed;
    private int childClosed;
    private int rekeys;
    private int kept;

    Reconfiguration(
            IkeEndpoint endpoint,
            Initiation initiation,
            List<PeerConfig> before,
            List<PeerConfig> next,
            ApplyChanges when) {
        this.endpoint = endpoint;
        this.initiation = initiation;
        this.when = when;
        next.forEach(peer -> after.put(peer.name(), peer));
        for (PeerConfig old : before) {
            PeerConfig now = after.get(old.name());
            if (now == null) {
                removed.add(old.name());
            } else if (!old.equals(now)) {
                changed.put(old.name(), PeerChange.between(old, now));
            }
        }
    }

    /** Whether it changes anything for the IKE SAs of this template or map. */
    boolean concerns(String name) {
        return removed.contains(name) || changed.containsKey(name);
    }

    ReconfigureResult run(long now, Effects out) {
        initiation.reconfigured(restartedChildren(), notWanted(), out);
        for (IkeSa sa : endpoint.registry().awake()) {
            if (sa.state() != IkeSa.State.CLOSED) {
                endpoint.guarded(sa, now, out, () -> apply(sa, now, out));
            }
        }
        int begun = 0;
        for (WantedChildren.Key key : again) {
            begun += initiation.beginAgain(now, key, out) ? 1 : 0;
        }
        for (String config : connectAgain) {
            begun += initiation.connect(now, config, out) ? 1 : 0;
        }
        return new ReconfigureResult(ikeClosed, childClosed, begun, rekeys, kept);
    }

    /** Of maps: those whose traps and reqids can not stay. */
    private Set<WantedChildren.Key> restartedChildren() {
        Set<WantedChildren.Key> restarted = new LinkedHashSet<>();
        changed.forEach((name, change) -> {
            change.children().stream()
                    .filter(c -> c.effect() == ChangeEffect.RESTART)
                    .forEach(c -> restarted.add(new WantedChildren.Key(name, c.name())));
            if (change.own() == ChangeEffect.RESTART) {
                change.after().children().forEach(c -> restarted.add(new WantedChildren.Key(name, c.name())));
            }
        });
        return restarted;
    }

    private Set<WantedChildren.Key> notWanted() {
        Set<WantedChildren.Key> keys = new LinkedHashSet<>();
        changed.forEach((name, change) -> change.children().stream()
                .filter(ChildChange::startsNoMore)
                .forEach(c -> keys.add(new WantedChildren.Key(name, c.name()))));
        return keys;
    }

    private void apply(IkeSa sa, long now, Effects out) {
        if (sa.state() == IkeSa.State.CONNECTING) {
            connecting(sa, now, out);
            return;
        }
        String name = sa.config().name();
        PeerChange change = changed.get(name);
        if (removed.contains(name)) {
            close(sa, now, out);
        } else if (change != null) {
            if (mustEnd(sa, change)) {
                remember(sa);
                close(sa, now, out);
            } else if (sa.state() != IkeSa.State.DELETING) {
                keep(sa, change, now, out);
            }
        }
    }

    private boolean mustEnd(IkeSa sa, PeerChange change) {
        boolean now = when == ApplyChanges.NOW && change.authenticationChanged();
        return now || change.ends(sa.local().address(), sa.remote().address());
    }

    private void close(IkeSa sa, long now, Effects out) {
        if (sa.state() != IkeSa.State.DELETING) {
            ikeClosed++;
            sa.close(now, reason(sa), Optional.empty(), out);
        }
    }

    /** A template is there for as long as a service binds it, at the addresses that services bind it to. */
    private CloseReason reason(IkeSa sa) {
        PeerConfig old = sa.config();
        PeerConfig next = after.get(old.name());
        boolean serves = next != null
                && (next.localAddresses().isEmpty()
                        || next.localAddresses().contains(sa.local().address()));
        return serves || old.remote().isPresent() ? CloseReason.RECONFIGURED : CloseReason.SERVICE_STOPPED;
    }

    private void remember(IkeSa sa) {
        if (sa.state() != IkeSa.State.DELETING) {
            sa.children().all().stream().filter(ChildSa::isAlive).forEach(this::remember);
        }
    }

    private void remember(ChildSa child) {
        again.add(new WantedChildren.Key(child.owner.config().name(), child.config.name()));
    }

    // ---- before it is established ----------------------------------------------------------------------------------

    private void connecting(IkeSa sa, long now, Effects out) {
        if (sa.initiator()) {
            calling(sa, now, out);
        } else {
            called(sa, now, out);
        }
    }

    /** What was offered under the old configuration would be judged by the new one: we call again. */
    private void calling(IkeSa sa, long now, Effects out) {
        String name = sa.config().name();
        PeerChange change = changed.get(name);
        if (removed.contains(name)) {
            close(sa, now, out);
        } else if (change != null && change.effect() == ChangeEffect.AT_ONCE) {
            sa.setConfig(change.after());
        } else if (change != null) {
            Optional<ChildConfig> child = sa.active().flatMap(Reconfiguration::childOf);
            child.ifPresentOrElse(c -> again.add(new WantedChildren.Key(name, c.name())), () -> connectAgain.add(name));
            close(sa, now, out);
        }
    }

    private static Optional<ChildConfig> childOf(Task task) {
        return switch (task) {
            case InitTask init -> init.child();
            case AuthTask auth -> auth.child();
            case EapTask eap -> eap.child();
            case ChildCreateTask _,
                    ChildDeleteTask _,
                    StrayChildDeleteTask _,
                    IkeRekeyTask _,
                    IkeDeleteTask _,
                    LivenessTask _ -> Optional.empty();
        };
    }

    /** Who calls is not known yet: the new configurations decide, as far as they still take the call. */
    private void called(IkeSa sa, long now, Effects out) {
        Handshake handshake = sa.handshake().orElseThrow();
        handshake.candidates = handshake.candidates.stream()
                .flatMap(c -> Optional.ofNullable(after.get(c.name())).stream())
                .filter(c -> c.matches(sa.local().address(), sa.remote().address()))
                .toList();
        Optional<PeerConfig> chosen = handshake.candidates.stream()
                .filter(c -> c.name().equals(sa.config().name()))
                .findFirst()
                .or(() -> handshake.candidates.stream().findFirst());
        chosen.ifPresentOrElse(sa::setConfig, () -> close(sa, now, out));
    }

    // ---- established -----------------------------------------------------------------------------------------------

    private void keep(IkeSa sa, PeerChange change, long now, Effects out) {
        kept++;
        sa.setConfig(change.after());
        for (ChildChange child : change.children()) {
            child(sa, child, now, out);
        }
        sa.lifeline().reconfigured(now);
        boolean forIke =
                change.fields().contains("proposals") || change.fields().contains("lifetime");
        if (when == ApplyChanges.NOW && forIke && sa.isEstablished() && !isRekeying(sa)) {
            rekeys++;
            sa.addTask(new IkeRekeyTask());
        }
        sa.settle(now, out);
    }

    private static boolean isRekeying(IkeSa sa) {
        return sa.active().filter(t -> t instanceof IkeRekeyTask).isPresent()
                || sa.queue().tasks().stream().anyMatch(t -> t instanceof IkeRekeyTask);
    }

    private void child(IkeSa sa, ChildChange change, long now, Effects out) {
        for (ChildSa child : List.copyOf(sa.children().all())) {
            if (child.config.name().equals(change.name())) {
                if (change.ends(child.ref.localSelectors(), child.ref.remoteSelectors())) {
                    if (change.after().isPresent() && child.isAlive()) {
                        remember(child);
                    }
                    childClosed++;
                    sa.children().withdraw(child, now, out);
                } else {
                    change.after().ifPresent(c -> child.config = c);
                    boolean rekey = when == ApplyChanges.NOW && change.effect() != ChangeEffect.AT_ONCE;
                    rekeys += rekey && sa.children().rekey(child) ? 1 : 0;
                }
            }
        }
        for (ChildCreateTask task : creating(sa)) {
            if (task.config().name().equals(change.name())) {
                creating(sa, task, change, now, out);
            }
        }
    }

    private static List<ChildCreateTask> creating(IkeSa sa) {
        List<ChildCreateTask> tasks = new ArrayList<>();
        sa.active().filter(t -> t instanceof ChildCreateTask).ifPresent(t -> tasks.add((ChildCreateTask) t));
        sa.queue().tasks().stream()
                .filter(t -> t instanceof ChildCreateTask)
                .forEach(t -> tasks.add((ChildCreateTask) t));
        return tasks;
    }

    private void creating(IkeSa sa, ChildCreateTask task, ChildChange change, long now, Effects out) {
        boolean fresh = task.rekeyed().isEmpty();
        boolean oldGone =
                task.rekeyed().filter(old -> old.state == ChildSa.State.GONE).isPresent();
        boolean restart = change.effect() == ChangeEffect.RESTART;
        if (restart && fresh && change.after().isPresent()) {
            again.add(new WantedChildren.Key(sa.config().name(), change.name()));
        }
        if (restart || oldGone) {
            task.withdraw();
            sa.queue().remove(t -> t == task).forEach(t -> t.abandoned(sa, now, out));
        } else {
            change.after().ifPresent(task::setConfig);
        }
    }
}
