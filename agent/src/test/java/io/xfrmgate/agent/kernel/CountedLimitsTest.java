package io.xfrmgate.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.dataplane.DataPlaneEvent;
import io.xfrmgate.ike.dataplane.Lifetime;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.nativeio.xfrm.Sa;
import io.xfrmgate.nativeio.xfrm.SaAttributes;
import io.xfrmgate.nativeio.xfrm.SaId;
import io.xfrmgate.nativeio.xfrm.SaInfo;
import io.xfrmgate.nativeio.xfrm.XfrmMode;
import io.xfrmgate.nativeio.xfrm.XfrmRequest;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Limits that nobody but the daemon counts. */
final class CountedLimitsTest {
    private static final SaId ID = SaId.esp(InetAddress.ofLiteral("192.0.2.2"), 0x2001);
    private static final KernelStates.Key KEY = new KernelStates.Key(ID, Optional.empty());
    private static final int REQID = 7;

    private final CardKernel kernel = new CardKernel();
    private final Inventory inventory = new Inventory(new PolicyTable(), new KernelMeter());
    private final CountedLimits limits = new CountedLimits();
    private long seconds = 1_000;

    @BeforeEach
    void oneState() {
        SaInfo info = SaInfo.of(ID, InetAddress.ofLiteral("192.0.2.1"), REQID, XfrmMode.TUNNEL);
        kernel.exchange(List.of(new XfrmRequest.AddSa(new Sa(info, SaAttributes.NONE))));
        kernel.asked.clear();
        inventory.note(KEY, REQID);
    }

    private List<DataPlaneEvent> look() throws Exception {
        return limits.look(TimeUnit.SECONDS.toNanos(seconds), inventory, kernel);
    }

    private static DataPlaneEvent expire(boolean hard) {
        return new DataPlaneEvent.Expire(0x2001, IpAddress.parse("192.0.2.2"), REQID, hard);
    }

    @Test
    void theSoftLimitIsToldOnceAndTheHardOneEndsTheState() throws Exception {
        limits.watch(KEY, REQID, new Lifetime(1_000, 2_000, 0, 0));
        kernel.carried(KEY, 999, 5);
        assertThat(look()).isEmpty();
        seconds += 10;
        kernel.carried(KEY, 1_000, 5);
        assertThat(look()).containsExactly(expire(false));
        seconds += 10;
        assertThat(look()).isEmpty();
        seconds += 10;
        kernel.carried(KEY, 2_000, 5);
        assertThat(look()).containsExactly(expire(true));
        assertThat(kernel.states).isEmpty();
        assertThat(inventory.holds(KEY)).isFalse();
        seconds += 10;
        assertThat(look()).isEmpty();
    }

    @Test
    void packetsCountAsWell() throws Exception {
        limits.watch(KEY, REQID, new Lifetime(0, 0, 10, 20));
        kernel.carried(KEY, 1_000_000, 10);
        assertThat(look()).containsExactly(expire(false));
    }

    @Test
    void theKernelIsNotAskedAtEachTurn() throws Exception {
        limits.watch(KEY, REQID, new Lifetime(1_000, 2_000, 0, 0));
        assertThat(look()).isEmpty();
        assertThat(look()).isEmpty();
        assertThat(kernel.asked).hasSize(1);
    }

    @Test
    void aStateThatIsGoneIsNotAskedFor() throws Exception {
        limits.watch(KEY, REQID, new Lifetime(1_000, 2_000, 0, 0));
        inventory.forget(KEY);
        assertThat(look()).isEmpty();
        assertThat(kernel.asked).isEmpty();
    }
}
