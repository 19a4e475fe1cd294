package io.xfrmgate.agent.telemetry;

import io.xfrmgate.agent.kernel.KernelTables;
import io.xfrmgate.ike.dataplane.DataPlaneAnswer.SaUsage;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.nativeio.libc.ErrnoException;
import io.xfrmgate.nativeio.xfrm.Policy;
import io.xfrmgate.nativeio.xfrm.Sa;
import io.xfrmgate.nativeio.xfrm.SaId;
import io.xfrmgate.nativeio.xfrm.SaInfo;
import io.xfrmgate.nativeio.xfrm.XfrmChannel;
import io.xfrmgate.nativeio.xfrm.XfrmMessage;
import io.xfrmgate.nativeio.xfrm.XfrmReply;
import io.xfrmgate.nativeio.xfrm.XfrmRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the kernel's states by one XFRM_MSG_GETSA dump on a socket of its own. Any thread may call it. */
public final class KernelUsage implements UsageSource {
    private final XfrmChannel channel;
    private boolean closed;

    private KernelUsage(XfrmChannel channel) {
        this.channel = channel;
    }

    /** Opens one in the calling thread's network namespace. */
    public static KernelUsage open() throws ErrnoException {
        return new KernelUsage(XfrmChannel.open());
    }

    @Override
    public synchronized Map<State, SaUsage> read() throws IOException {
        return usage(dump(new XfrmRequest.DumpSas()));
    }

    @Override
    public synchronized KernelTables tables() throws IOException {
        List<Sa> states = new ArrayList<>();
        for (XfrmMessage message : dump(new XfrmRequest.DumpSas())) {
            if (message instanceof XfrmMessage.SaNews(var sa, boolean _)) {
                states.add(sa);
            }
        }
        List<Policy> policies = new ArrayList<>();
        for (XfrmMessage message : dump(new XfrmRequest.DumpPolicies())) {
            if (message instanceof XfrmMessage.PolicyNews(var policy, boolean _)) {
                policies.add(policy);
            }
        }
        return new KernelTables(states, policies);
    }

    private List<XfrmMessage> dump(XfrmRequest request) throws IOException {
        if (closed) {
            throw new IOException("the socket to the kernel's tables is closed");
        }
        return switch (channel.exchange(request)) {
            case XfrmReply.Done done -> done.messages();
            case XfrmReply.Refused refused ->
                throw new IOException(refused.error().toString());
        };
    }

    private static Map<State, SaUsage> usage(List<XfrmMessage> messages) {
        Map<State, SaUsage> result = HashMap.newHashMap(messages.size());
        for (XfrmMessage message : messages) {
            if (message instanceof XfrmMessage.SaNews(var sa, boolean _)
                    && sa.info().id().protocol() == SaId.ESP) {
                SaInfo info = sa.info();
                long replays = Integer.toUnsignedLong(info.stats().replay())
                        + Integer.toUnsignedLong(info.stats().replayWindow());
                result.put(
                        new State(info.id().spi(), IpAddress.of(info.id().destination())),
                        new SaUsage(
                                info.used().bytes(),
                                info.used().packets(),
                                replays,
                                Integer.toUnsignedLong(info.stats().integrityFailed()),
                                Math.max(sa.attributes().lastUsed(), info.used().useTime())));
            }
        }
        return result;
    }

    @Override
    public synchronized void close() {
        closed = true;
        channel.close();
    }
}
