package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.net.IpAddress;
import java.util.HashMap;
import java.util.Map;

/**
 * How many half-open IKE SAs that peers began, and IKE SAs in all, a gateway has, and where its peers were: the limits are for all its
 * shards together.
 */
public interface AdmissionCounts {
    /** A handshake from this source began. */
    void opened(IpAddress source);

    /** It ended, well or not. */
    void closed(IpAddress source);

    /** A shard has so many IKE SAs more, or fewer. */
    void ikeSasChanged(int difference);

    /** Half-open ones. */
    int halfOpen();

    /** Half-open ones from a source. */
    int halfOpenFrom(IpAddress source);

    int ikeSas();

    /** Addresses at which peers have authenticated. */
    ProvenAddresses proven();

    /** Of one shard alone, for simulators and load generators: strangers could learn which addresses collide in it. */
    static AdmissionCounts ofOneShard() {
        return new AdmissionCounts() {
            private final Map<IpAddress, Integer> perSource = new HashMap<>();
            private final ProvenAddresses proven = new ProvenAddresses(0);
            private int halfOpen;
            private int ikeSas;

            @Override
            public void opened(IpAddress source) {
                halfOpen++;
                perSource.merge(source, 1, Integer::sum);
            }

            @Override
            public void closed(IpAddress source) {
                halfOpen--;
                perSource.computeIfPresent(source, (s, count) -> count == 1 ? null : count - 1);
            }

            @Override
            public void ikeSasChanged(int difference) {
                ikeSas += difference;
            }

            @Override
            public int halfOpen() {
                return halfOpen;
            }

            @Override
            public int halfOpenFrom(IpAddress source) {
                return perSource.getOrDefault(source, 0);
            }

            @Override
            public int ikeSas() {
                return ikeSas;
            }

            @Override
            public ProvenAddresses proven() {
                return proven;
            }
        };
    }
}
