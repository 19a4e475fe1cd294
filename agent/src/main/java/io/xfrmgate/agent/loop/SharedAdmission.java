package io.xfrmgate.agent.loop;

import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.v2.AdmissionCounts;
import io.xfrmgate.ike.v2.ProvenAddresses;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The counts of several shards, each on its thread. Written when a handshake begins or ends, not by other datagrams. Shards that
 * admit in the same moment may go beyond a limit by their number.
 */
final class SharedAdmission implements AdmissionCounts {
    private final Map<IpAddress, Integer> perSource = new ConcurrentHashMap<>();
    private final ProvenAddresses proven = new ProvenAddresses(new SecureRandom().nextLong());
    private final AtomicInteger halfOpen = new AtomicInteger();
    private final AtomicInteger ikeSas = new AtomicInteger();

    @Override
    public void opened(IpAddress source) {
        halfOpen.incrementAndGet();
        perSource.merge(source, 1, Integer::sum);
    }

    @Override
    public void closed(IpAddress source) {
        halfOpen.decrementAndGet();
        perSource.computeIfPresent(source, (s, count) -> count == 1 ? null : count - 1);
    }

    @Override
    public void ikeSasChanged(int difference) {
        ikeSas.addAndGet(difference);
    }

    @Override
    public int halfOpen() {
        return halfOpen.get();
    }

    @Override
    public int halfOpenFrom(IpAddress source) {
        return perSource.getOrDefault(source, 0);
    }

    @Override
    public int ikeSas() {
        return ikeSas.get();
    }

    @Override
    public ProvenAddresses proven() {
        return proven;
    }
}
