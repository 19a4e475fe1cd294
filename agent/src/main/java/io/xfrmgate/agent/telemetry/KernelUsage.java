package io.xfrmgate.agent.telemetry;

import io.xfrmgate.agent.kernel.KernelTables;
import io.xfrmgate.ike.dataplane.DataPlaneAnswer.SaUsage;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.nativeio.xfrm.Policy;
import io.xfrmgate.nativeio.xfrm.Sa;
import io.xfrmgate.nativeio.xfrm.SaCounters;
import io.xfrmgate.nativeio.xfrm.SaId;
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
    private final XfrmStatistics statistics;
    private boolean closed;

    private KernelUsage(XfrmChannel channel, XfrmStatistics statistics) {
        this.channel = channel;
        this.statistics = statistics;
    }

    /** Opens one in the calling thread's network namespace. */
    public static KernelUsage open() throws IOException {
        XfrmChannel channel = XfrmChannel.open();
        try {
            return new KernelUsage(channel, XfrmStatistics.open());
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public synchronized Map<State, SaUsage> read() throws IOException {
        requireOpen();
        Map<State, SaUsage> result = new HashMap<>();
        channel.dumpCounters(counters -> {
            if (counters.protocol() == SaId.ESP) {
                result.put(new State(counters.spi(), IpAddress.of(counters.destination())), usage(counters));
            }
        });
        return result;
    }

    @Override
    public synchronized Map<String, Long> statistics() throws IOException {
        requireOpen();
        return statistics.read();
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
        requireOpen();
        return switch (channel.exchange(request)) {
            case XfrmReply.Done done -> done.messages();
            case XfrmReply.Refused refused ->
                throw new IOException(refused.error().toString());
        };
    }

    static SaUsage usage(SaCounters counters) {
        return new SaUsage(
                counters.bytes(),
                counters.packets(),
                counters.replays() + counters.outsideWindow(),
                counters.integrityFailures(),
                counters.lastUsed());
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("the socket to the kernel's tables is closed");
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        statistics.close();
        channel.close();
    }
}
