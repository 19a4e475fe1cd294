package io.xfrmgate.agent.log;

import io.xfrmgate.ike.dataplane.ChildSuite;
import io.xfrmgate.ike.proposal.Proposal;
import io.xfrmgate.ike.v2.CloseReason;
import io.xfrmgate.ike.v2.Notice;
import io.xfrmgate.ike.v2.Notice.ChildName;
import io.xfrmgate.ike.v2.Notice.IkeSaName;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;

/** Every notice of the core as one line of the log. */
public final class NoticeLog implements Consumer<Notice> {
    private final Logger log;

    public NoticeLog(Logger log) {
        this.log = log;
    }

    @Override
    public void accept(Notice notice) {
        // A line costs more than the check whether anybody wants it.
        if (isBad(notice)) {
            log.warn("{}", line(notice));
        } else if (log.isInfoEnabled()) {
            log.info("{}", line(notice));
        }
    }

    /** What an operator should look at; the rest is the normal life of tunnels. */
    private static boolean isBad(Notice notice) {
        return switch (notice) {
            case Notice.Failed _, Notice.GroupSwitched _ -> true;
            case Notice.IkeClosed closed -> isBad(closed.reason());
            case Notice.ChildClosed closed -> closed.reason() == CloseReason.DATA_PLANE;
            case Notice.IkeEstablished _,
                    Notice.IkeRekeyed _,
                    Notice.ChildEstablished _,
                    Notice.ChildRekeyed _,
                    Notice.AddressesAssigned _,
                    Notice.AddressesReleased _,
                    Notice.EapAccepted _,
                    Notice.PeerMoved _ -> false;
        };
    }

    private static boolean isBad(CloseReason reason) {
        return switch (reason) {
            case EXPIRED, UNREACHABLE, DATA_PLANE -> true;
            case REKEYED,
                    REDUNDANT,
                    PEER_DELETED,
                    LOCAL,
                    RECONFIGURED,
                    SHUTDOWN,
                    REPLACED_BY_PEER,
                    HANDOVER,
                    IDLE,
                    SERVICE_STOPPED,
                    EMPTY,
                    DUPLICATE,
                    IKE_CLOSED,
                    SETUP_FAILED -> false;
        };
    }

    /** A notice as the log shows it. */
    public static String describe(Notice notice) {
        return line(notice).toString();
    }

    static LogLine line(Notice notice) {
        return switch (notice) {
            case Notice.IkeEstablished n ->
                ike("ike-established", n.ikeSa())
                        .add("role", role(n.initiator()))
                        .add("suite", suite(n.suite()))
                        .add("nat", n.nat())
                        .add("duration_ms", n.setupMillis());
            case Notice.IkeRekeyed n ->
                ike("ike-rekeyed", n.ikeSa())
                        .add("role", role(n.initiator()))
                        .add("old_spi", spi(n.old().localSpi()))
                        .add("suite", suite(n.suite()));
            case Notice.IkeClosed n -> {
                LogLine line = ike("ike-closed", n.ikeSa()).add("reason", lower(n.reason()));
                n.suite().ifPresent(suite -> line.add("suite", suite(suite)));
                n.lifeMillis().ifPresent(life -> line.add("life_ms", life));
                yield n.detail().isEmpty() ? line : line.add("detail", n.detail());
            }
            case Notice.ChildEstablished n -> child("child-established", n.ikeSa(), n.child(), n.suite());
            case Notice.ChildRekeyed n ->
                child("child-rekeyed", n.ikeSa(), n.child(), n.suite())
                        .add("role", role(n.initiator()))
                        .add("old_spi_in", spi(n.old().inboundSpi()));
            case Notice.ChildClosed n ->
                child("child-closed", n.ikeSa(), n.child())
                        .add("reason", lower(n.reason()))
                        .add("suite", n.suite())
                        .add("life_ms", n.lifeMillis());
            case Notice.Failed n ->
                ike("negotiation-failed", n.ikeSa())
                        .add("role", role(n.initiator()))
                        .add("reason", lower(n.reason()))
                        .add("detail", n.detail());
            case Notice.EapAccepted n ->
                ike("eap-accepted", n.ikeSa())
                        .add("profile", n.profile())
                        .add("idi", n.claimed())
                        .add("identity", n.identity())
                        .add("keyed", n.keyed());
            case Notice.AddressesAssigned n -> {
                LogLine line = ike("addresses-assigned", n.ikeSa())
                        .add("by", n.assignedByUs() ? "us" : "peer")
                        .add("addresses", list(n.addresses()));
                yield n.dns().isEmpty() ? line : line.add("dns", list(n.dns()));
            }
            case Notice.AddressesReleased n ->
                ike("addresses-released", n.ikeSa())
                        .add("by", n.assignedByUs() ? "us" : "peer")
                        .add("addresses", list(n.addresses()));
            case Notice.GroupSwitched n ->
                ike("group-switched", n.ikeSa())
                        .add("group", n.group())
                        .add("active", n.member().name().toLowerCase(Locale.ROOT))
                        .add("reason", n.reason());
            case Notice.PeerMoved n -> ike("peer-moved", n.ikeSa()).add("old_remote", n.oldRemote());
        };
    }

    private static LogLine ike(String event, IkeSaName sa) {
        LogLine line = LogLine.event(event).add("config", sa.config());
        sa.peer().ifPresent(peer -> line.add("peer", peer));
        return line.add("local", sa.local())
                .add("remote", sa.remote())
                .add("spi", spi(sa.localSpi()) + "/" + spi(sa.remoteSpi()));
    }

    private static LogLine child(String event, IkeSaName sa, ChildName child, ChildSuite suite) {
        return child(event, sa, child).add("suite", suite);
    }

    private static LogLine child(String event, IkeSaName sa, ChildName child) {
        return ike(event, sa)
                .add("child", child.config())
                .add("spi_in", spi(child.inboundSpi()))
                .add("spi_out", spi(child.outboundSpi()))
                .add("reqid", Integer.toUnsignedString(child.reqid()))
                .add("ts_local", list(child.local()))
                .add("ts_remote", list(child.remote()));
    }

    private static String list(List<?> values) {
        return values.stream().map(Object::toString).collect(Collectors.joining(","));
    }

    private static String suite(Proposal proposal) {
        return proposal.transforms().stream().map(Object::toString).collect(Collectors.joining("/"));
    }

    private static String role(boolean initiator) {
        return initiator ? "initiator" : "responder";
    }

    private static String spi(long spi) {
        return String.format("%016x", spi);
    }

    private static String spi(int spi) {
        return String.format("%08x", spi);
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
