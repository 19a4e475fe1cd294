package io.xfrmgate.ike.v2;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.crypto.StandardCryptoRegistry;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.proposal.PrfAlgorithm;
import io.xfrmgate.ike.sim.SeededRandom;
import io.xfrmgate.ike.wire.ExchangeType;
import io.xfrmgate.ike.wire.IkeHeader;
import io.xfrmgate.ike.wire.MessageCodec;
import io.xfrmgate.ike.wire.NotifyType;
import io.xfrmgate.ike.wire.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CookiesTest {
    private static final UdpEndpoint PEER = new UdpEndpoint(IpAddress.parse("192.0.2.7"), 500);

    private final Cookies cookies =
            new Cookies(new StandardCryptoRegistry().prf(PrfAlgorithm.HMAC_SHA2_256), new SeededRandom(1));

    private static byte[] request(long spi, Optional<byte[]> cookie) {
        List<Payload> payloads = new ArrayList<>();
        cookie.ifPresent(c -> payloads.add(Payload.Notify.of(NotifyType.COOKIE, c)));
        payloads.add(new Payload.Ke(31, new byte[32]));
        payloads.add(new Payload.Nonce(new byte[32]));
        return MessageCodec.encode(IkeHeader.of(spi, 0, ExchangeType.IKE_SA_INIT, true, false, 0), payloads);
    }

    private byte[] cookie(long now, long spi) {
        return cookies.cookieFor(now, PEER, request(spi, Optional.empty())).orElseThrow();
    }

    @Test
    void takesItsOwnCookieForTheSameSourceAndSpiOnly() {
        byte[] cookie = cookie(0, 5);
        byte[] repeated = request(5, Optional.of(cookie));
        assertThat(cookies.isGood(10, PEER, repeated)).isTrue();
        assertThat(cookies.isGood(10, PEER.withPort(4500), repeated)).isFalse();
        assertThat(cookies.isGood(10, PEER, request(6, Optional.of(cookie)))).isFalse();
        assertThat(cookies.isGood(10, PEER, request(5, Optional.empty()))).isFalse();
        assertThat(Cookies.isBrought(request(5, Optional.empty()))).isFalse();
        assertThat(Cookies.isBrought(request(6, Optional.of(cookie)))).isTrue();
    }

    @Test
    void tellsRequestsApartByAllButTheCookie() {
        byte[] bare = request(5, Optional.empty());
        byte[] first = request(5, Optional.of(new byte[] {1, 2, 3}));
        byte[] second = request(5, Optional.of(new byte[] {4, 5, 6, 7}));
        assertThat(Cookies.differOnlyInCookie(bare, first)).isTrue();
        assertThat(Cookies.differOnlyInCookie(first, bare)).isTrue();
        assertThat(Cookies.differOnlyInCookie(first, second)).isTrue();
        assertThat(Cookies.differOnlyInCookie(bare, request(6, Optional.of(new byte[] {1, 2, 3}))))
                .isFalse();
        int afterCookie = 28 + 8 + 3;
        for (int at = afterCookie; at < first.length; at++) {
            byte[] other = first.clone();
            other[at] ^= 1;
            assertThat(Cookies.differOnlyInCookie(bare, other))
                    .as("octet %d", at)
                    .isFalse();
        }
    }

    @Test
    void knowsHowARequestMayHaveBeenMade() {
        byte[] bare = request(5, Optional.empty());
        byte[] former = request(5, Optional.of(cookie(0, 5)));
        byte[] current = request(5, Optional.of(cookie(61_000, 5)));
        for (byte[] have : List.of(bare, former, current)) {
            assertThat(cookies.variants(61_000, PEER, have)).containsExactly(bare, current, former);
        }
    }

    @Test
    void isGoodThroughOneChangeOfTheSecretButNotTwo() {
        byte[] repeated = request(5, Optional.of(cookie(0, 5)));
        assertThat(cookies.isGood(61_000, PEER, repeated)).isTrue();
        assertThat(cookies.isGood(122_000, PEER, repeated)).isFalse();
    }

    @Test
    void readsAnyOctetsWithoutAnException() {
        SplittableRandom random = new SplittableRandom(3);
        byte[] whole = request(5, Optional.of(cookie(0, 5)));
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = java.util.Arrays.copyOf(whole, random.nextInt(IkeHeader.LENGTH, whole.length + 1));
            for (int flips = random.nextInt(4); flips > 0; flips--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            cookies.isGood(10, PEER, damaged);
            cookies.cookieFor(10, PEER, damaged);
        }
        assertThat(cookies.isGood(10, PEER, whole)).isTrue();
    }
}
