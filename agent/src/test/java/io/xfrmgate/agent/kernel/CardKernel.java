package io.xfrmgate.agent.kernel;

import io.xfrmgate.nativeio.libc.Errno;
import io.xfrmgate.nativeio.netlink.NetlinkError;
import io.xfrmgate.nativeio.xfrm.LifetimeLimits;
import io.xfrmgate.nativeio.xfrm.LifetimeUsed;
import io.xfrmgate.nativeio.xfrm.Offload;
import io.xfrmgate.nativeio.xfrm.Policy;
import io.xfrmgate.nativeio.xfrm.PolicyDirection;
import io.xfrmgate.nativeio.xfrm.Sa;
import io.xfrmgate.nativeio.xfrm.SaInfo;
import io.xfrmgate.nativeio.xfrm.XfrmListener;
import io.xfrmgate.nativeio.xfrm.XfrmMessage;
import io.xfrmgate.nativeio.xfrm.XfrmReply;
import io.xfrmgate.nativeio.xfrm.XfrmRequest;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** A kernel with one network card, {@code card0}, and the rules of net/xfrm/xfrm_device.c for it. */
final class CardKernel implements Kernel {
    static final int INDEX = 7;

    final Map<KernelStates.Key, Sa> states = new HashMap<>();
    final Map<PolicyTable.Key, Policy> policies = new HashMap<>();
    final List<XfrmRequest> asked = new ArrayList<>();

    /** Its driver has something to do with ESP; else the kernel takes states without a word. */
    boolean hasEsp = true;

    boolean takesCrypto = true;
    boolean takesPackets = true;
    boolean takesPolicies = true;
    boolean countsLimits = true;
    /** The interface by which all packets leave. */
    OptionalInt route = OptionalInt.of(INDEX);
    /** More states are refused. */
    int room = 100;
    /** Before Linux 5.18: flags are kept and not looked at, policies' attributes not even kept. */
    boolean isOld;

    @Override
    public List<XfrmReply> exchange(List<? extends XfrmRequest> requests) {
        asked.addAll(requests);
        return requests.stream().map(this::answer).toList();
    }

    private XfrmReply answer(XfrmRequest request) {
        return switch (request) {
            case XfrmRequest.AddSa(Sa sa) -> add(sa);
            case XfrmRequest.DeleteSa(var id, var mark) ->
                states.remove(new KernelStates.Key(id, mark)) == null ? refused("DELSA", Errno.ESRCH, "") : done();
            case XfrmRequest.GetSa(var id, var mark) ->
                Optional.ofNullable(states.get(new KernelStates.Key(id, mark)))
                        .map(sa -> done(new XfrmMessage.SaNews(sa, false)))
                        .orElseGet(() -> refused("GETSA", Errno.ESRCH, ""));
            case XfrmRequest.UpdatePolicy(Policy policy) -> put(policy);
            case XfrmRequest.DeletePolicy(var id, var mark, int interfaceId) ->
                policies.remove(new PolicyTable.Key(id.selector(), id.direction(), mark, interfaceId)) == null
                        ? refused("DELPOLICY", Errno.ENOENT, "")
                        : done();
            case XfrmRequest.GetPolicy(var id, var mark, int interfaceId) ->
                Optional.ofNullable(policies.get(new PolicyTable.Key(id.selector(), id.direction(), mark, interfaceId)))
                        .map(policy -> done(new XfrmMessage.PolicyNews(policy, false)))
                        .orElseGet(() -> refused("GETPOLICY", Errno.ENOENT, ""));
            default -> throw new AssertionError("not expected: " + request);
        };
    }

    private XfrmReply add(Sa sa) {
        KernelStates.Key key =
                new KernelStates.Key(sa.info().id(), sa.attributes().mark());
        if (states.containsKey(key)) {
            return refused("NEWSA", Errno.EEXIST, "");
        }
        Optional<Offload> offload = sa.attributes().offload();
        if (offload.isPresent()) {
            boolean packet = offload.get().packet() && !isOld;
            if (!hasEsp) {
                if (packet) {
                    return refused("NEWSA", Errno.EINVAL, "");
                }
                states.put(key, without(sa));
                return done();
            }
            if (packet && !takesPackets) {
                return refused("NEWSA", Errno.EINVAL, "Packet offload is not supported");
            }
            if (packet && !countsLimits && !sa.info().limits().equals(LifetimeLimits.UNLIMITED)) {
                return refused("NEWSA", Errno.EINVAL, "Device doesn't support limits by bytes");
            }
            if (!packet && !takesCrypto || onCard() >= room) {
                return refused("NEWSA", Errno.EINVAL, "Device failed to offload this state");
            }
        }
        states.put(key, sa);
        return done();
    }

    private long onCard() {
        return states.values().stream()
                .filter(sa -> sa.attributes().offload().isPresent())
                .count();
    }

    private static Sa without(Sa sa) {
        return new Sa(sa.info(), sa.attributes().change().withoutOffload().build());
    }

    private XfrmReply put(Policy policy) {
        PolicyTable.Key key = new PolicyTable.Key(
                policy.info().selector(), policy.info().direction(), policy.mark(), policy.interfaceId());
        if (policy.offload().isPresent() && !isOld) {
            if (!takesPolicies) {
                return refused("UPDPOLICY", Errno.EINVAL, "Policy offload is not supported");
            }
            if (policy.info().direction() == PolicyDirection.FWD) {
                return refused("UPDPOLICY", Errno.EINVAL, "Cannot offload forward policy");
            }
        }
        policies.put(
                key,
                isOld ? new Policy(policy.info(), policy.templates(), policy.mark(), policy.interfaceId()) : policy);
        return done();
    }

    /** What a state has carried until now. */
    void carried(KernelStates.Key key, long bytes, long packets) {
        Sa sa = states.get(key);
        if (sa == null) {
            throw new AssertionError("there is no state " + key);
        }
        SaInfo info = sa.info();
        SaInfo after = new SaInfo(
                info.selector(),
                info.id(),
                info.source(),
                info.limits(),
                new LifetimeUsed(bytes, packets, 1, 1),
                info.stats(),
                info.sequence(),
                info.reqid(),
                info.mode(),
                info.replayWindow(),
                info.flags());
        states.put(key, new Sa(after, sa.attributes()));
    }

    private static XfrmReply done(XfrmMessage... messages) {
        return new XfrmReply.Done(List.of(messages), false);
    }

    private static XfrmReply refused(String request, Errno errno, String text) {
        return new XfrmReply.Refused(new NetlinkError("XFRM_MSG_" + request, errno, text, Optional.empty(), 0));
    }

    @Override
    public XfrmListener.Heard poll() {
        return new XfrmListener.Heard(List.of(), false);
    }

    @Override
    public int fd() {
        throw new UnsupportedOperationException("nobody waits for it");
    }

    @Override
    public OptionalInt interfaceIndex(String name) {
        return name.equals("card0") ? OptionalInt.of(INDEX) : OptionalInt.empty();
    }

    @Override
    public OptionalInt routeTo(InetAddress destination) {
        return route;
    }

    @Override
    public void close() {}
}
