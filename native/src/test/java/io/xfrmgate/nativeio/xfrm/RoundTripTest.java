package io.xfrmgate.nativeio.xfrm;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.nativeio.netlink.Capture;
import io.xfrmgate.nativeio.netlink.NetlinkMessage;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is written is read again, for any values. The seed of a failing round is in its description. */
final class RoundTripTest {
    private static final int ROUNDS = 2_000;

    private Random random = new Random();

    private void each(Runnable round) {
        for (int seed = 0; seed < ROUNDS; seed++) {
            random = new Random(seed);
            try {
                round.run();
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private static XfrmMessage reread(XfrmRequest request) {
        NetlinkMessage message = Capture.written(request);
        return XfrmDecoder.decode(message);
    }

    @Test
    void states() {
        each(() -> {
            Sa sa = sa();
            assertThat(reread(new XfrmRequest.AddSa(sa))).isEqualTo(new XfrmMessage.SaNews(sa, false));
        });
    }

    @Test
    void policies() {
        each(() -> {
            boolean v6 = random.nextBoolean();
            Policy policy = new Policy(
                    new PolicyInfo(
                            selector(v6),
                            limits(),
                            used(),
                            random.nextInt(),
                            random.nextInt(),
                            PolicyDirection.values()[random.nextInt(6)],
                            random.nextBoolean(),
                            random.nextInt(256),
                            random.nextInt(256)),
                    List.of(template(), template()),
                    maybe(mark()),
                    random.nextInt(),
                    maybe(new Offload(random.nextInt(), random.nextBoolean(), true)));
            assertThat(reread(new XfrmRequest.UpdatePolicy(policy)))
                    .isEqualTo(new XfrmMessage.PolicyNews(policy, true));
        });
    }

    @Test
    void countersOfStates() {
        each(() -> {
            boolean v6 = random.nextBoolean();
            AeState state = new AeState(
                    new AeId(id(v6), address(v6), random.nextInt(), random.nextInt()),
                    maybe(replay()),
                    maybe(esn()),
                    maybe(used()),
                    random.nextInt(3),
                    random.nextInt(3),
                    maybe(mark()));
            assertThat(reread(new XfrmRequest.SetAe(state))).isEqualTo(new XfrmMessage.AeNews(state));
        });
    }

    @Test
    void migrations() {
        each(() -> {
            boolean from6 = random.nextBoolean();
            boolean to6 = random.nextBoolean();
            PolicyId id = new PolicyId(selector(from6), random.nextInt(), PolicyDirection.OUT);
            List<MigrateEntry> entries = List.of(new MigrateEntry(
                    address(from6),
                    address(from6),
                    address(to6),
                    address(to6),
                    SaId.ESP,
                    XfrmMode.TUNNEL,
                    random.nextInt()));
            assertThat(reread(new XfrmRequest.Migrate(id, entries, Optional.empty(), 0)))
                    .isEqualTo(new XfrmMessage.Migrated(id, entries));
        });
    }

    private Sa sa() {
        boolean v6 = random.nextBoolean();
        SaInfo info = new SaInfo(
                random.nextInt(4) == 0 ? Selector.UNSPECIFIED : selector(v6),
                id(v6),
                address(v6),
                limits(),
                used(),
                new SaStats(random.nextInt(), random.nextInt(), random.nextInt()),
                random.nextInt(),
                random.nextInt(),
                XfrmMode.values()[random.nextInt(6)],
                random.nextInt(256),
                flags());
        SaAttributes.Builder attributes = new SaAttributes.Builder()
                .encapsulation(maybe(new Encapsulation(2, random.nextInt(65536), random.nextInt(65536), address(v6))))
                .mark(maybe(mark()))
                .interfaceId(random.nextInt())
                .direction(maybe(SaDirection.OUT))
                .tfcPadding(random.nextInt(3))
                .extraFlags(random.nextInt(4))
                .mappingMaxAge(random.nextInt(3));
        if (random.nextBoolean()) {
            attributes.algorithm(new Algorithm.Aead("rfc4106(gcm(aes))", key(), random.nextInt(256)));
        } else {
            attributes.algorithm(new Algorithm.Cipher("cbc(aes)", key()));
            attributes.algorithm(new Algorithm.Integrity("hmac(sha1)", key(), random.nextInt(2) * 96));
        }
        if (random.nextBoolean()) {
            attributes.replayEsn(esn());
        } else {
            attributes.replay(replay());
        }
        if (random.nextBoolean()) {
            attributes.outputMark(mark()).offload(new Offload(random.nextInt(), true, random.nextBoolean()));
            attributes.careOfAddress(address(v6)).used(used());
        }
        return new Sa(info, attributes.build());
    }

    private Set<SaFlag> flags() {
        EnumSet<SaFlag> flags = EnumSet.allOf(SaFlag.class);
        flags.removeIf(f -> random.nextBoolean());
        return flags;
    }

    private Selector selector(boolean v6) {
        return new Selector(
                false,
                address(v6),
                random.nextInt(129),
                address(v6),
                random.nextInt(129),
                random.nextInt(256),
                new PortMatch(random.nextInt(65536), random.nextInt(65536)),
                new PortMatch(random.nextInt(65536), random.nextInt(65536)),
                random.nextInt(),
                random.nextInt());
    }

    private Template template() {
        boolean v6 = random.nextBoolean();
        return new Template(
                id(v6),
                address(v6),
                random.nextInt(),
                XfrmMode.TUNNEL,
                random.nextInt(4),
                random.nextBoolean(),
                random.nextInt(),
                random.nextInt(),
                random.nextInt());
    }

    private SaId id(boolean v6) {
        return new SaId(address(v6), random.nextInt(), random.nextInt(256));
    }

    private LifetimeLimits limits() {
        return new LifetimeLimits(
                random.nextLong(), random.nextLong(), random.nextLong(), -1, random.nextLong(), 0, 0, 5);
    }

    private LifetimeUsed used() {
        return new LifetimeUsed(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
    }

    private ReplayCounters replay() {
        return new ReplayCounters(random.nextInt(), random.nextInt(), random.nextInt());
    }

    private ReplayEsn esn() {
        List<Integer> bitmap = new ArrayList<>();
        for (int words = random.nextInt(129); words > 0; words--) {
            bitmap.add(random.nextInt());
        }
        return new ReplayEsn(random.nextLong(), random.nextLong(), random.nextInt(), bitmap);
    }

    private Mark mark() {
        return new Mark(random.nextInt(), random.nextInt());
    }

    private byte[] key() {
        byte[] key = new byte[random.nextInt(64)];
        random.nextBytes(key);
        return key;
    }

    private InetAddress address(boolean v6) {
        byte[] octets = new byte[v6 ? 16 : 4];
        random.nextBytes(octets);
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private <T> Optional<T> maybe(T value) {
        return random.nextBoolean() ? Optional.of(value) : Optional.empty();
    }
}
