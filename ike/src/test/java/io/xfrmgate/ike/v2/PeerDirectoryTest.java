package io.xfrmgate.ike.v2;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.config.AddressRange;
import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.sim.PeerBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class PeerDirectoryTest {
    private static final IpAddress HERE = IpAddress.parse("192.0.2.1");

    private static IpAddress host(int number) {
        return new IpAddress(0, 0xC633_6400L + number, false);
    }

    private static PeerConfig random(int number, SplittableRandom random) {
        PeerBuilder builder = new PeerBuilder("peer" + number);
        if (random.nextBoolean()) {
            builder.local(random.nextBoolean() ? HERE : host(250));
        }
        switch (random.nextInt(4)) {
            case 0 -> builder.peers(new AddressRange(host(random.nextInt(8)), 30));
            case 1 -> builder.peers(AddressRange.host(host(random.nextInt(8))), AddressRange.host(host(1)));
            case 2 -> builder.fromAnywhere();
            default -> builder.remote(host(random.nextInt(8)));
        }
        return builder.build();
    }

    @Test
    void findsWhatLookingAtEachWouldFindInTheSameOrder() {
        for (int seed = 0; seed < 500; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<PeerConfig> peers = new ArrayList<>();
            for (int i = random.nextInt(12); i > 0; i--) {
                peers.add(random(i, random));
            }
            PeerDirectory directory = new PeerDirectory(peers);
            for (int caller = 0; caller < 9; caller++) {
                IpAddress remote = host(caller);
                assertThat(directory.accepting(HERE, remote))
                        .as("seed %d, caller %s", seed, remote)
                        .containsExactlyElementsOf(peers.stream()
                                .filter(peer -> peer.matches(HERE, remote))
                                .toList());
            }
        }
    }

    @Test
    void findsByName() {
        PeerConfig one = new PeerBuilder("one").build();
        PeerDirectory directory = new PeerDirectory(List.of(one, new PeerBuilder("two").build()));
        assertThat(directory.named("one")).contains(one);
        assertThat(directory.named("three")).isEmpty();
    }
}
