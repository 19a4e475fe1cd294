package io.xfrmgate.agent.status;

import io.xfrmgate.agent.config.GatewayConfig;
import io.xfrmgate.agent.loop.ShardSnapshot;
import io.xfrmgate.agent.pki.CertificateView;
import io.xfrmgate.agent.pki.CrlView;
import io.xfrmgate.agent.pki.PkiService;
import io.xfrmgate.agent.telemetry.FailureHistory;
import io.xfrmgate.agent.telemetry.Snapshots;
import io.xfrmgate.ike.v2.IkeSaView;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Makes the page: tunnels by state, the last hour, the worst peers, failures with their explanation, certificates and CRLs. */
public final class StatusPage implements Supplier<String> {
    private static final int FAILURES = 20;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Sources sources;

    /**
     * Where the page looks.
     *
     * @param sas as they are, or a moment ago
     * @param started the daemon
     */
    public record Sources(
            Supplier<GatewayConfig> config,
            Snapshots sas,
            LastHour hour,
            FailureHistory failures,
            PkiService pki,
            String version,
            Instant started,
            Clock clock) {}

    public StatusPage(Sources sources) {
        this.sources = sources;
    }

    @Override
    public String get() {
        GatewayConfig config = sources.config().get();
        TunnelTable tunnels = TunnelTable.of(config, sources.sas().latest().shards());
        List<FailureHistory.Entry> failures = sources.failures().latest();
        Html page = new Html();
        page.raw("<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>xfrmgate</title>"
                        + "<meta name=viewport content=\"width=device-width\">"
                        + "<meta name=color-scheme content=\"light dark\"><style>")
                .raw(Style.SHEET)
                .raw("</style></head><body><header><h1>xfrmgate</h1><p>");
        page.text("Version " + sources.version() + ", up "
                + duration(Duration.between(sources.started(), sources.clock().instant())) + ", as of "
                + TIME.format(sources.clock().instant()) + " UTC");
        page.raw("</p><nav><a href=\"/metrics\">metrics</a> <a href=\"/metrics/sa\">per tunnel</a>"
                + " <a href=\"/readyz\">ready?</a></nav></header><main>");
        cards(page, tunnels);
        page.raw("<section><h2>The last hour</h2><div class=charts>");
        List<LastHour.Minute> minutes = sources.hour().minutes();
        HourChart.draw(page, minutes, LastHour.Minute::setUps, "up", "IKE SAs set up");
        HourChart.draw(page, minutes, LastHour.Minute::failures, "bad", "Failures");
        page.raw("</div></section>");
        tunnels.write(page);
        WorstPeers.of(failures, tunnels.down(), sources.clock().instant().minus(Duration.ofHours(1)))
                .write(page);
        failures(page, failures);
        certificates(page);
        lists(page);
        return page.raw("</main></body></html>\n").toString();
    }

    private void cards(Html page, TunnelTable tunnels) {
        page.raw("<section aria-label=\"Tunnels by state\" class=cards>");
        card(page, "IKE SAs established", tunnels.count("established"), "");
        card(page, "IKE SAs half-open", tunnels.count("connecting"), "");
        card(page, "IKE SAs rekeyed or deleting", tunnels.count("rekeyed") + tunnels.count("deleting"), "");
        card(page, "Child SAs up", tunnels.childrenUp(), "");
        card(page, "Configured, but down", tunnels.down().size(), tunnels.down().isEmpty() ? "" : " alarm");
        page.raw("</section>");
    }

    private static void card(Html page, String title, long number, String style) {
        page.raw("<div class=\"card" + style + "\"><b>")
                .text(Long.toString(number))
                .raw("</b><span>")
                .text(title)
                .raw("</span></div>");
    }

    private void failures(Html page, List<FailureHistory.Entry> failures) {
        page.raw("<section><h2>Failures, the latest first</h2>");
        if (failures.isEmpty()) {
            page.raw("<p class=good>None since the daemon started or they were cleared.</p></section>");
            return;
        }
        page.table("Time (UTC)", "Peer", "Template or map", "Why");
        for (FailureHistory.Entry entry : failures.subList(0, Math.min(FAILURES, failures.size()))) {
            page.raw("<tr><td class=t>").text(TIME.format(entry.at())).raw("</td><td>");
            page.text(WorstPeers.name(entry)).raw("</td><td>");
            page.text(entry.failure().ikeSa().config()).raw("</td><td><b>");
            page.text(words(entry.failure().reason())).raw("</b> ");
            page.text(entry.failure().detail()).raw("</td></tr>");
        }
        page.endTable().raw("<p>");
        page.text(Math.min(FAILURES, failures.size()) + " of "
                        + sources.failures().total() + " since the daemon started. With every proposal compared: ")
                .element("code", "xfrmgate show crypto ikev2-ikesa failures")
                .raw("</p></section>");
    }

    private void certificates(Html page) {
        List<CertificateView> all = Stream.concat(
                        sources.pki().certificates().stream(), sources.pki().authorities().stream())
                .toList();
        page.raw("<section><h2>Certificates</h2>");
        if (all.isEmpty()) {
            page.raw("<p>None is configured.</p></section>");
            return;
        }
        page.table("Name", "Subject", "Ends (UTC)", "State");
        for (CertificateView certificate : all) {
            boolean good = certificate.state() == CertificateView.State.VALID;
            page.raw("<tr><td>").text(certificate.name()).raw("</td><td>");
            page.text(certificate.subject()).raw("</td><td class=t>");
            page.text(TIME.format(certificate.notAfter())).raw(good ? "</td><td class=good>" : "</td><td class=alarm>");
            page.text(words(certificate.state())).raw("</td></tr>");
        }
        page.endTable().raw("</section>");
    }

    private void lists(Html page) {
        List<CrlView> all = sources.pki().revocationLists();
        page.raw("<section><h2>Revocation lists</h2>");
        if (all.isEmpty()) {
            page.raw("<p>None is configured.</p></section>");
            return;
        }
        page.table("Name", "Source", "#Revoked", "Next update (UTC)", "State");
        for (CrlView list : all) {
            boolean good =
                    list.state() == CrlView.State.FRESH && list.lastFailure().isEmpty();
            page.raw("<tr><td>")
                    .text(list.name().orElse("(named by a certificate)"))
                    .raw("</td><td>");
            page.text(list.source()).raw("</td><td class=n>");
            page.text(list.content().map(c -> Integer.toString(c.revoked())).orElse("–"))
                    .raw("</td><td class=t>");
            page.text(list.content()
                            .flatMap(CrlView.Content::nextUpdate)
                            .map(TIME::format)
                            .orElse("–"))
                    .raw(good ? "</td><td class=good>" : "</td><td class=alarm>");
            page.text(words(list.state())
                            + list.lastFailure().map(why -> "; " + why).orElse(""))
                    .raw("</td></tr>");
        }
        page.endTable().raw("</section>");
    }

    private static String words(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String duration(Duration time) {
        List<String> parts = new ArrayList<>();
        if (time.toDays() > 0) {
            parts.add(time.toDays() + " d");
        }
        if (time.toHours() > 0) {
            parts.add(time.toHoursPart() + " h");
        }
        parts.add(time.toMinutesPart() + " min");
        return String.join(" ", parts);
    }

    /** All IKE SAs of all shards. */
    static Stream<IkeSaView> sas(List<ShardSnapshot> shards) {
        return shards.stream().flatMap(shard -> shard.sas().stream());
    }
}
