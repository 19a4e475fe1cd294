package io.xfrmgate.agent.kernel;

import io.xfrmgate.ike.dataplane.ChildKeys;
import io.xfrmgate.ike.dataplane.ChildSaSpec;
import io.xfrmgate.ike.dataplane.ChildSuite;
import io.xfrmgate.ike.dataplane.DataPlane;
import io.xfrmgate.ike.dataplane.DataPlaneAnswer;
import io.xfrmgate.ike.dataplane.DataPlaneEvent;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.ChildSaRef;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.InstallChild;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.Parts;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.RemoveChild;
import io.xfrmgate.ike.dataplane.IpsecMode;
import io.xfrmgate.ike.dataplane.KernelOptions;
import io.xfrmgate.ike.dataplane.Lifetime;
import io.xfrmgate.ike.dataplane.SaPath;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.proposal.EncryptionAlgorithm;
import io.xfrmgate.ike.proposal.IntegrityAlgorithm;
import io.xfrmgate.ike.ts.TrafficSelector;
import io.xfrmgate.nativeio.xfrm.XfrmListener;
import io.xfrmgate.nativeio.xfrm.XfrmReply;
import io.xfrmgate.nativeio.xfrm.XfrmRequest;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * What the kernel's data plane keeps for each tunnel, in octets and objects of a heap that was collected, and what a set-up, a rekey
 * and an end cost it in processor time. The kernel is one that takes everything and keeps nothing. Argument: tunnels (64000).
 */
public final class KernelMemoryBenchmark {
    private static final int BATCH = 64;
    private static final int REKEYED = 0x4000_0000;

    private final int tunnels;
    private final boolean v6;
    private final XfrmDataPlane plane =
            new XfrmDataPlane(new TakesAll(), reqid -> true, new PolicyTable(line -> {}), new KernelMeter());
    private final DataPlane.Sink sink = new DataPlane.Sink() {
        @Override
        public void answer(long token, DataPlaneAnswer answer) {
            if (!(answer instanceof DataPlaneAnswer.Done)) {
                throw new IllegalStateException("refused: " + answer);
            }
        }

        @Override
        public void event(DataPlaneEvent event) {}
    };

    private KernelMemoryBenchmark(int tunnels, boolean v6) {
        this.tunnels = tunnels;
        this.v6 = v6;
    }

    /** Has nothing to say, and no device. */
    private static final class TakesAll implements Kernel {
        private static final XfrmReply DONE = new XfrmReply.Done(List.of(), false);

        @Override
        public List<XfrmReply> exchange(List<? extends XfrmRequest> requests) {
            return requests.stream().map(request -> DONE).toList();
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
            return OptionalInt.empty();
        }

        @Override
        public OptionalInt routeTo(InetAddress destination) {
            return OptionalInt.empty();
        }

        @Override
        public void close() {}
    }

    /** All objects of the heap, after a full collection. */
    private record Heap(long objects, long bytes) {
        static Heap measure() throws JMException {
            Object histogram = ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {null},
                            new String[] {String[].class.getName()});
            String total = String.valueOf(histogram)
                    .lines()
                    .filter(line -> line.startsWith("Total"))
                    .findFirst()
                    .orElseThrow();
            String[] words = total.split("\\s+");
            return new Heap(Long.parseLong(words[1]), Long.parseLong(words[2]));
        }
    }

    /** @param args how many tunnels */
    public static void main(String[] args) throws JMException {
        int tunnels = args.length > 0 ? Integer.parseInt(args[0]) : 64_000;
        for (boolean v6 : new boolean[] {false, true}) {
            new KernelMemoryBenchmark(tunnels, v6).warmUp();
            new KernelMemoryBenchmark(tunnels, v6).run();
        }
    }

    private void warmUp() {
        all(this::install, 0);
        all(this::rekey, 0);
        all(this::remove, REKEYED);
        plane.close();
    }

    private void run() throws JMException {
        Heap before = Heap.measure();
        work("set-up", () -> all(this::install, 0));
        held("after the set-up", before);
        work("rekey", () -> all(this::rekey, 0));
        held("after the rekeys", before);
        work("end", () -> all(this::remove, REKEYED));
        held("after the end", before);
        plane.close();
    }

    private void held(String when, Heap before) throws JMException {
        Heap now = Heap.measure();
        System.out.printf(
                Locale.ROOT,
                "%s %-18s %8.1f octets, %6.3f objects for each of %d tunnels%n",
                v6 ? "IPv6" : "IPv4",
                when,
                (now.bytes - before.bytes) / (double) tunnels,
                (now.objects - before.objects) / (double) tunnels,
                tunnels);
    }

    private void work(String step, Runnable work) {
        long began = System.nanoTime();
        work.run();
        System.out.printf(
                Locale.ROOT,
                "%s %-18s %8.2f us for each%n",
                v6 ? "IPv6" : "IPv4",
                step,
                (System.nanoTime() - began) / 1_000.0 / tunnels);
    }

    /** One step for one tunnel. */
    private interface Step {
        void submit(int number, int spiBase);
    }

    private void all(Step step, int spiBase) {
        for (int i = 0; i < tunnels; i++) {
            step.submit(i, spiBase);
            if (i % BATCH == BATCH - 1) {
                plane.exchange(sink);
            }
        }
        plane.exchange(sink);
    }

    private void install(int number, int spiBase) {
        plane.submit(number, new InstallChild(child(number, spiBase), Parts.BOTH, 0));
    }

    private void remove(int number, int spiBase) {
        plane.submit(number, new RemoveChild(ChildSaRef.of(child(number, spiBase)), Parts.BOTH));
    }

    private void rekey(int number, int spiBase) {
        install(number, REKEYED);
        remove(number, spiBase);
    }

    /** Everything anew each time, as it comes from messages. */
    private ChildSaSpec child(int number, int spiBase) {
        SaPath path = new SaPath(
                new UdpEndpoint(IpAddress.parse(v6 ? "2001:db8::1" : "192.0.2.1"), 500),
                new UdpEndpoint(outer(number), 500),
                false);
        return new ChildSaSpec(
                spiBase + 0x10_0000 + number,
                spiBase + 0x20_0000 + number,
                new ChildSuite(EncryptionAlgorithm.AES_GCM_16, 128, IntegrityAlgorithm.NONE, false),
                keys(),
                keys(),
                IpsecMode.TUNNEL,
                path,
                0x5800_0000 + number,
                List.of(TrafficSelector.ofPrefix(IpAddress.parse(v6 ? "2001:db8:1::" : "10.1.0.0"), v6 ? 64 : 16)),
                List.of(TrafficSelector.ofHost(inner(number))),
                KernelOptions.DEFAULT,
                Lifetime.UNLIMITED);
    }

    private IpAddress outer(int number) {
        return v6
                ? new IpAddress(0x2001_0db8_0002_0000L, number, true)
                : new IpAddress(0, 0xC612_0000L + number, false);
    }

    private IpAddress inner(int number) {
        return v6
                ? new IpAddress(0x2001_0db8_0003_0000L, number, true)
                : new IpAddress(0, 0x0A40_0000L + number, false);
    }

    private static ChildKeys keys() {
        return new ChildKeys(new byte[20], new byte[0]);
    }
}
