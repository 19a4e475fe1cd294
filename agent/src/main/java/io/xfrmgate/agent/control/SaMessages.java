package io.xfrmgate.agent.control;

import io.xfrmgate.agent.pki.CertificateView;
import io.xfrmgate.agent.telemetry.UsageSource.State;
import io.xfrmgate.agent.vici.ViciMessage;
import io.xfrmgate.ike.dataplane.DataPlaneAnswer.SaUsage;
import io.xfrmgate.ike.dataplane.IpsecMode;
import io.xfrmgate.ike.dataplane.SaPath;
import io.xfrmgate.ike.ts.TrafficSelector;
import io.xfrmgate.ike.v2.IkeSaView;
import io.xfrmgate.ike.v2.IkeSaView.ChildView;
import io.xfrmgate.ike.v2.Notice.ChildName;
import io.xfrmgate.ike.v2.Notice.IkeSaName;
import io.xfrmgate.ike.v2.PeerCertificate;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** IKE SAs and Child SAs as VICI describes them. */
final class SaMessages {
    private final SaNumbers numbers;
    private final Function<String, Optional<String>> localIds;
    private final Clock clock;

    /** @param localIds our identity by template or map */
    SaMessages(SaNumbers numbers, Function<String, Optional<String>> localIds, Clock clock) {
        this.numbers = numbers;
        this.localIds = localIds;
        this.clock = clock;
    }

    /** What names an IKE SA. */
    ViciMessage.Builder ike(IkeSaName sa, String state) {
        return ViciMessage.builder()
                .put("uniqueid", numbers.of(sa))
                .put("version", 2)
                .put("state", state)
                .put("local-host", sa.local().address())
                .put("local-port", sa.local().port())
                .put("local-id", localIds.apply(sa.config()).orElse("%any"))
                .put("remote-host", sa.remote().address())
                .put("remote-port", sa.remote().port())
                .put("remote-id", sa.peer().orElse("%any"))
                .putIf("initiator", sa.initiator())
                .put("initiator-spi", hex(sa.initiator() ? sa.localSpi() : sa.remoteSpi()))
                .put("responder-spi", hex(sa.initiator() ? sa.remoteSpi() : sa.localSpi()));
    }

    /** All that is known of an IKE SA, without its Child SAs. */
    ViciMessage.Builder ike(IkeSaView sa, long takenMillis) {
        ViciMessage.Builder to = ike(sa.ikeSa(), sa.state().toUpperCase(Locale.ROOT))
                .putIf("nat-local", sa.localBehindNat())
                .putIf("nat-remote", sa.remoteBehindNat())
                .putIf("nat-any", sa.localBehindNat() || sa.remoteBehindNat());
        sa.certificate()
                .ifPresent(certificate -> to.put("remote-cert-subject", certificate.subject())
                        .put("remote-cert-not-after", certificate.notAfter())
                        .put("remote-cert-state", state(certificate)));
        if (!sa.addresses().isEmpty()) {
            to.list(areOurs(sa) ? "local-vips" : "remote-vips", sa.addresses());
        }
        AlgorithmNames.put(to, sa.suite());
        if (sa.establishedMillis() > 0) {
            to.put("established", seconds(takenMillis - sa.establishedMillis()));
            putTo(to, "rekey-time", sa.rekeyMillis(), takenMillis);
            putTo(to, "life-time", sa.expireMillis(), takenMillis);
        }
        return to;
    }

    private String state(PeerCertificate certificate) {
        return PkiCommands.word(CertificateView.State.until(certificate.notAfter(), clock.instant()));
    }

    /** Whether the internal addresses are what we use: then they are on our side of the Child SAs. */
    private static boolean areOurs(IkeSaView sa) {
        return sa.children().stream()
                .flatMap(child -> child.name().local().stream())
                .anyMatch(ts -> sa.addresses().contains(ts.start()));
    }

    /** What names a Child SA. */
    ViciMessage.Builder child(ChildName child, String state) {
        return ViciMessage.builder()
                .put("name", child.config())
                .put("uniqueid", numbers.of(child))
                .put("reqid", Integer.toUnsignedString(child.reqid()))
                .put("state", state)
                .put("protocol", "ESP")
                .put("spi-in", hex(child.inboundSpi()))
                .put("spi-out", hex(child.outboundSpi()))
                .list("local-ts", selectors(child.local()))
                .list("remote-ts", selectors(child.remote()));
    }

    /** All that is known of a Child SA; its counters where the kernel told them. */
    ViciMessage.Builder child(ChildView child, long takenMillis, Map<State, SaUsage> usage) {
        SaPath path = child.ref().path();
        ViciMessage.Builder to = child(
                        child.name(), child.state().toUpperCase(Locale.ROOT).replace('-', '_'))
                .put("mode", mode(child.ref().mode()))
                .putIf("encap", path.encapsulated());
        AlgorithmNames.put(to, child.suite());
        putUsage(
                to,
                "in",
                usage.get(new State(child.name().inboundSpi(), path.local().address())));
        putUsage(
                to,
                "out",
                usage.get(new State(child.name().outboundSpi(), path.remote().address())));
        putTo(to, "rekey-time", child.rekeyMillis(), takenMillis);
        putTo(to, "life-time", child.expireMillis(), takenMillis);
        return to.put("install-time", seconds(takenMillis - child.installedMillis()));
    }

    /** An IKE SA with those of its Child SAs, in this network namespace. */
    ViciMessage whole(
            IkeSaView sa,
            List<ChildView> children,
            long takenMillis,
            Map<State, SaUsage> usage,
            Optional<String> namespace) {
        ViciMessage.Builder to = ike(sa, takenMillis);
        namespace.ifPresent(name -> to.put("netns", name));
        return to.section("child-sas", all -> {
                    for (ChildView child : children) {
                        all.section(
                                key(child.name()),
                                child(child, takenMillis, usage).build());
                    }
                })
                .build();
    }

    /** The name of a Child SA's section. */
    String key(ChildName child) {
        return child.config() + "-" + numbers.of(child);
    }

    static String mode(IpsecMode mode) {
        return switch (mode) {
            case TUNNEL -> "TUNNEL";
            case TRANSPORT -> "TRANSPORT";
        };
    }

    private void putUsage(ViciMessage.Builder to, String direction, @Nullable SaUsage used) {
        to.put("bytes-" + direction, used == null ? 0 : used.bytes())
                .put("packets-" + direction, used == null ? 0 : used.packets());
        if (used != null && used.lastUseEpochSecond() > 0) {
            to.put("use-" + direction, Math.max(0, clock.instant().getEpochSecond() - used.lastUseEpochSecond()));
        }
    }

    private static void putTo(ViciMessage.Builder to, String name, long whenMillis, long takenMillis) {
        if (whenMillis != Long.MAX_VALUE) {
            to.put(name, seconds(whenMillis - takenMillis));
        }
    }

    private static long seconds(long millis) {
        return Math.max(0, millis / 1_000);
    }

    /** Selectors as VICI writes them: a host has its prefix too. */
    static List<String> selectors(List<TrafficSelector> selectors) {
        return selectors.stream()
                .map(ts -> ts.start().equals(ts.end())
                        ? ts.toString()
                                .replaceFirst("^[^\\[]+", "$0/" + ts.start().bits())
                        : ts.toString())
                .toList();
    }

    static String hex(long spi) {
        return String.format(Locale.ROOT, "%016x", spi);
    }

    static String hex(int spi) {
        return String.format(Locale.ROOT, "%08x", spi);
    }
}
