package io.xfrmgate.agent.control;

import io.xfrmgate.agent.log.LogLine;
import io.xfrmgate.agent.loop.Shard;
import io.xfrmgate.agent.vici.ViciMessage;
import io.xfrmgate.ike.config.ChildConfig;
import io.xfrmgate.ike.config.CryptoGroup;
import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.v2.CloseReason;
import io.xfrmgate.ike.v2.IkeSaView.ChildView;
import io.xfrmgate.ike.v2.Notice;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code initiate}, {@code terminate} and {@code rekey}: what changes SAs. Each is logged with who asked. */
final class ChangeCommands {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeCommands.class);

    static final String CONTROL_LOG = "control-log";

    /** Where a client says that it waits for ever: longer than any negotiation lasts. */
    private static final Duration LONGEST = Duration.ofMinutes(5);

    /**
     * An SA may be replaced by a rekey after we looked and before its shard is asked. Then we look again; as a snapshot may be a second
     * old, for longer than that.
     */
    private static final int LOOKS = 8;

    private static final long BETWEEN_LOOKS_MILLIS = 200;

    private final GatewayState state;
    private final SaCommands sas;
    private final SaNumbers numbers;
    private final EventHub hub;

    ChangeCommands(GatewayState state, SaCommands sas, SaNumbers numbers, EventHub hub) {
        this.state = state;
        this.sas = sas;
        this.numbers = numbers;
        this.hub = hub;
    }

    private static void log(String command, ViciMessage request, ControlCommand.Client client) {
        LogLine line = LogLine.event("control-command").add("command", command).add("who", client.who());
        for (String key : List.of("ike", "child", "ike-id", "child-id", "peer", "spi", "children", "group", "member")) {
            request.text(key).ifPresent(value -> line.add(key.replace('-', '_'), value));
        }
        LOG.info("{}", line);
    }

    /** How long a client wants to wait; empty: not at all. */
    private static Optional<Duration> patience(ViciMessage request) {
        String text = request.text("timeout").orElse("0");
        try {
            long millis = Long.parseLong(text);
            if (millis < 0) {
                return Optional.empty();
            }
            Duration asked = millis == 0 ? LONGEST : Duration.ofMillis(millis);
            return Optional.of(asked.compareTo(LONGEST) > 0 ? LONGEST : asked);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("timeout is no number of milliseconds: " + text, e);
        }
    }

    /** Asks the shard of this number in every network namespace; only one knows the SA. */
    private boolean ask(int number, Function<Shard, CompletionStage<Boolean>> question)
            throws IOException, InterruptedException {
        for (Shard shard : state.gateway().shards()) {
            if (shard.number() == number && ShardAnswers.await(question.apply(shard))) {
                return true;
            }
        }
        return false;
    }

    /**
     * What came of a look at the SAs.
     *
     * @param ikeSas by our SPI, those with which their shard has begun what was asked
     * @param children likewise, by inbound SPI
     * @param missed whether something was gone when its shard was asked
     */
    private record Look(Set<Long> ikeSas, Set<Integer> children, boolean missed) {
        int begun() {
            return ikeSas.size() + children.size();
        }
    }

    /** Has the shards begin something with the IKE SAs that the filter takes, or with their Child SAs if it is about those. */
    private Look look(
            SaFilter filter,
            BiFunction<Shard, Long, CompletionStage<Boolean>> withIkeSa,
            BiFunction<Shard, Integer, CompletionStage<Boolean>> withChild)
            throws IOException, InterruptedException {
        Look look = lookOnce(filter, withIkeSa, withChild);
        for (int looks = 1; looks < LOOKS && look.missed() && look.begun() == 0; looks++) {
            Thread.sleep(BETWEEN_LOOKS_MILLIS);
            look = lookOnce(filter, withIkeSa, withChild);
        }
        return look;
    }

    private Look lookOnce(
            SaFilter filter,
            BiFunction<Shard, Long, CompletionStage<Boolean>> withIkeSa,
            BiFunction<Shard, Integer, CompletionStage<Boolean>> withChild)
            throws IOException, InterruptedException {
        Set<Long> ikeSas = new HashSet<>();
        Set<Integer> children = new HashSet<>();
        boolean missed = false;
        for (SaCommands.Found found : sas.all()) {
            if (!filter.takes(found.sa())) {
                continue;
            }
            int number = found.snapshot().shard();
            if (filter.asksForChildren()) {
                for (ChildView child : filter.children(found.sa())) {
                    int spi = child.name().inboundSpi();
                    if (ask(number, shard -> withChild.apply(shard, spi))) {
                        children.add(spi);
                    } else {
                        missed = true;
                    }
                }
            } else {
                long spi = found.sa().ikeSa().localSpi();
                if (ask(number, shard -> withIkeSa.apply(shard, spi))) {
                    ikeSas.add(spi);
                } else {
                    missed = true;
                }
            }
        }
        return new Look(ikeSas, children, missed);
    }

    // ---- initiate --------------------------------------------------------------------------------------------------

    private record Target(PeerConfig peer, ChildConfig child) {}

    ViciMessage initiate(ViciMessage request, ControlCommand.Client client) throws IOException, InterruptedException {
        log("initiate", request, client);
        Optional<Duration> patience = patience(request);
        Optional<String> ike = request.text("ike");
        Optional<String> child = request.text("child");
        if (ike.isEmpty() && child.isEmpty()) {
            return ViciMessage.failure("missing configuration name: say child, or ike, or both");
        }
        List<Target> targets = targets(ike, child);
        if (targets.isEmpty()) {
            return ViciMessage.failure(unknown(ike, child));
        }
        targets.removeIf(this::isUp);
        if (targets.isEmpty()) {
            return ViciMessage.success();
        }
        Set<String> configs = new HashSet<>();
        targets.forEach(target -> configs.add(target.peer().name()));
        try (Watch watch =
                Watch.of(hub, notice -> configs.contains(notice.ikeSa().config()))) {
            for (Target target : targets) {
                boolean known = ShardAnswers.await(state.gateway()
                        .initiate(target.peer().name(), target.child().name()));
                if (!known) {
                    return ViciMessage.failure(
                            target.peer().name() + "/" + target.child().name() + " can not be initiated");
                }
            }
            return patience.isPresent() ? awaitUp(targets, watch, patience.get(), client) : ViciMessage.success();
        }
    }

    private List<Target> targets(Optional<String> ike, Optional<String> child) {
        List<Target> targets = new ArrayList<>();
        for (PeerConfig peer : state.config().get().peers()) {
            if (peer.remote().isPresent()
                    && ike.filter(name -> !name.equals(peer.name())).isEmpty()) {
                for (ChildConfig configured : peer.children()) {
                    if (child.filter(name -> !name.equals(configured.name())).isEmpty()) {
                        targets.add(new Target(peer, configured));
                    }
                }
            }
        }
        // By its child alone, the first that has it, as VICI's clients know it.
        return child.isPresent() && ike.isEmpty() && targets.size() > 1
                ? new ArrayList<>(targets.subList(0, 1))
                : targets;
    }

    private String unknown(Optional<String> ike, Optional<String> child) {
        boolean isTemplate = ike.isPresent()
                && state.config().get().peers().stream()
                        .anyMatch(peer -> peer.name().equals(ike.get()));
        if (isTemplate && child.isEmpty()) {
            return "'" + ike.get() + "' is a template: its peers call us";
        }
        return child.map(name -> "CHILD_SA config '" + name + "' not found")
                .orElseGet(() -> "IKE_SA config '" + ike.orElse("") + "' not found");
    }

    private boolean isUp(Target target) {
        return sas.all().stream()
                .filter(found ->
                        found.sa().ikeSa().config().equals(target.peer().name()))
                .flatMap(found -> found.sa().children().stream())
                .anyMatch(view -> view.name().config().equals(target.child().name())
                        && view.state().equals("installed"));
    }

    private ViciMessage awaitUp(List<Target> targets, Watch watch, Duration patience, ControlCommand.Client client)
            throws IOException, InterruptedException {
        Set<Target> missing = new HashSet<>(targets);
        long deadline = System.nanoTime() + patience.toNanos();
        while (!missing.isEmpty()) {
            Optional<Notice> next = watch.next(deadline);
            if (next.isEmpty()) {
                return ViciMessage.failure("not up after " + patience.toMillis() + " ms; it is still tried");
            }
            client.stream(CONTROL_LOG, EventHub.controlLog(next.get()));
            switch (next.get()) {
                case Notice.ChildEstablished up ->
                    missing.removeIf(
                            target -> target.peer().name().equals(up.ikeSa().config())
                                    && target.child().name().equals(up.child().config()));
                case Notice.Failed failed -> {
                    return ViciMessage.failure(
                            "establishing " + missing.iterator().next().child().name() + " failed: " + failed.detail());
                }
                case Notice.IkeEstablished _,
                        Notice.IkeRekeyed _,
                        Notice.IkeClosed _,
                        Notice.ChildRekeyed _,
                        Notice.ChildClosed _,
                        Notice.EapAccepted _,
                        Notice.AddressesAssigned _,
                        Notice.AddressesReleased _,
                        Notice.GroupSwitched _,
                        Notice.PeerMoved _ -> {}
            }
        }
        return ViciMessage.success();
    }

    // ---- terminate -------------------------------------------------------------------------------------------------

    ViciMessage terminate(ViciMessage request, ControlCommand.Client client) throws IOException, InterruptedException {
        log("terminate", request, client);
        Optional<Duration> patience = patience(request);
        SaFilter filter = SaFilter.of(request, numbers);
        if (filter.isEmpty() && !request.isYes("all")) {
            return ViciMessage.failure("missing a name or number of what to terminate");
        }
        try (Watch watch =
                Watch.of(hub, notice -> notice instanceof Notice.IkeClosed || notice instanceof Notice.ChildClosed)) {
            Look look = look(
                    filter,
                    (shard, spi) -> shard.terminate(spi, CloseReason.LOCAL),
                    (shard, spi) -> shard.terminateChild(spi, CloseReason.LOCAL));
            Set<Long> ikeSas = look.ikeSas();
            Set<Integer> children = look.children();
            int matches = look.begun();
            if (matches == 0) {
                return counted(ViciMessage.failure("no matching SAs to terminate found"), 0, 0);
            }
            if (patience.isEmpty()) {
                return counted(ViciMessage.success(), matches, 0);
            }
            awaitDown(ikeSas, children, watch, patience.get(), client);
            int left = ikeSas.size() + children.size();
            return left == 0
                    ? counted(ViciMessage.success(), matches, matches)
                    : counted(
                            ViciMessage.failure("terminated " + (matches - left) + " of " + matches
                                    + " SAs; the rest still waits for its peers"),
                            matches,
                            matches - left);
        }
    }

    private static ViciMessage counted(ViciMessage result, int matches, int terminated) {
        ViciMessage.Builder answer = ViciMessage.builder()
                .put("success", result.isYes("success"))
                .put("matches", matches)
                .put("terminated", terminated);
        return answer.put("errmsg", result.text("errmsg")).build();
    }

    private static void awaitDown(
            Set<Long> ikeSas, Set<Integer> children, Watch watch, Duration patience, ControlCommand.Client client)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!ikeSas.isEmpty() || !children.isEmpty()) {
            Optional<Notice> next = watch.next(deadline);
            if (next.isEmpty()) {
                return;
            }
            if (next.get() instanceof Notice.IkeClosed closed
                    && ikeSas.remove(closed.ikeSa().localSpi())) {
                client.stream(CONTROL_LOG, EventHub.controlLog(closed));
            }
            if (next.get() instanceof Notice.ChildClosed closed
                    && children.remove(closed.child().inboundSpi())) {
                client.stream(CONTROL_LOG, EventHub.controlLog(closed));
            }
        }
    }

    // ---- crypto groups ---------------------------------------------------------------------------------------------

    /** StarOS's {@code crypto-group NAME activate}: the traffic of a group takes the other map. */
    ViciMessage activate(ViciMessage request, ControlCommand.Client client) throws IOException, InterruptedException {
        log(ControlService.ACTIVATE, request, client);
        Optional<String> group = request.text("group");
        Optional<CryptoGroup.Member> member = request.text("member")
                .flatMap(word -> Stream.of(CryptoGroup.Member.values())
                        .filter(m -> m.name().equalsIgnoreCase(word))
                        .findFirst());
        if (group.isEmpty() || member.isEmpty()) {
            return ViciMessage.failure("say which group, and as member primary or secondary");
        }
        if (state.config().get().groups().stream().noneMatch(g -> g.name().equals(group.get()))) {
            return ViciMessage.failure("there is no crypto group " + group.get() + " of two maps");
        }
        for (Shard shard : state.gateway().shards()) {
            if (ShardAnswers.await(shard.activate(group.get(), member.get()))) {
                return ViciMessage.success();
            }
        }
        return ViciMessage.failure("the tunnel of that map is not up");
    }

    // ---- rekey -----------------------------------------------------------------------------------------------------

    ViciMessage rekey(ViciMessage request, ControlCommand.Client client) throws IOException, InterruptedException {
        log("rekey", request, client);
        SaFilter filter = SaFilter.of(request, numbers);
        if (filter.isEmpty()) {
            return ViciMessage.failure("missing a name or number of what to rekey");
        }
        if (request.isYes("reauth")) {
            return ViciMessage.failure("reauthentication is not supported: an IKE SA is rekeyed");
        }
        int matches = look(filter, Shard::rekey, Shard::rekeyChild).begun();
        ViciMessage result =
                matches == 0 ? ViciMessage.failure("no matching SAs to rekey found") : ViciMessage.success();
        return ViciMessage.builder()
                .put("success", result.isYes("success"))
                .put("matches", matches)
                .put("errmsg", result.text("errmsg"))
                .build();
    }
}
