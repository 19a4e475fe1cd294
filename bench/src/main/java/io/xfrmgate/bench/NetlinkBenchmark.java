package io.xfrmgate.bench;

import io.xfrmgate.nativeio.netlink.MessageWriter;
import io.xfrmgate.nativeio.xfrm.Algorithm;
import io.xfrmgate.nativeio.xfrm.Sa;
import io.xfrmgate.nativeio.xfrm.SaAttributes;
import io.xfrmgate.nativeio.xfrm.SaId;
import io.xfrmgate.nativeio.xfrm.SaInfo;
import io.xfrmgate.nativeio.xfrm.XfrmMode;
import io.xfrmgate.nativeio.xfrm.XfrmRequest;
import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What it costs to write the request for a state, before the kernel sees it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class NetlinkBenchmark {
    private static final int SALTED_KEY = 20;

    private final MessageWriter writer = new MessageWriter();
    private final XfrmRequest request = new XfrmRequest.AddSa(new Sa(
            SaInfo.of(
                    SaId.esp(InetAddress.ofLiteral("192.0.2.1"), 0xc0ffee01),
                    InetAddress.ofLiteral("198.51.100.1"),
                    7,
                    XfrmMode.TUNNEL),
            new SaAttributes.Builder()
                    .algorithm(new Algorithm.Aead("rfc4106(gcm(aes))", new byte[SALTED_KEY], 128))
                    .build()));

    @Benchmark
    public int writeAddSa() {
        writer.clear();
        writer.beginMessage(request.type(), request.flags(), 1);
        request.write(writer);
        writer.endMessage();
        return writer.size();
    }
}
