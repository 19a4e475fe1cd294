package io.xfrmgate.agent.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.agent.control.CryptoCommands.Place;
import io.xfrmgate.agent.kernel.KernelTables;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.nativeio.xfrm.Offload;
import io.xfrmgate.nativeio.xfrm.Sa;
import io.xfrmgate.nativeio.xfrm.SaAttributes;
import io.xfrmgate.nativeio.xfrm.SaId;
import io.xfrmgate.nativeio.xfrm.SaInfo;
import io.xfrmgate.nativeio.xfrm.XfrmMode;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class CryptoCommandsTest {
    private static Sa state(int spi, Optional<Offload> offload) {
        SaAttributes.Builder attributes = new SaAttributes.Builder();
        offload.ifPresent(attributes::offload);
        SaId id = SaId.esp(InetAddress.ofLiteral("192.0.2.2"), spi);
        return new Sa(SaInfo.of(id, InetAddress.ofLiteral("192.0.2.1"), 7, XfrmMode.TUNNEL), attributes.build());
    }

    @Test
    void whatACardDoesIsWhatTheKernelHas() {
        Map<Place, Optional<Offload>> held = CryptoCommands.held(new KernelTables(
                List.of(
                        state(1, Optional.of(new Offload(7, true, true))),
                        state(2, Optional.of(new Offload(7, false, false))),
                        state(3, Optional.empty())),
                List.of()));
        IpAddress here = IpAddress.parse("192.0.2.2");
        assertThat(CryptoCommands.mode(new Place(1, here), held)).isEqualTo("packet");
        assertThat(CryptoCommands.mode(new Place(2, here), held)).isEqualTo("crypto");
        assertThat(CryptoCommands.mode(new Place(3, here), held)).isEqualTo("none");
        assertThat(CryptoCommands.mode(new Place(4, here), held)).isEqualTo("-");
        assertThat(CryptoCommands.mode(new Place(1, IpAddress.parse("192.0.2.9")), held))
                .isEqualTo("-");
    }
}
