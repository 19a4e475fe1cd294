package io.xfrmgate.agent.control;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.agent.vici.ViciMessage;
import io.xfrmgate.ike.config.AddressRange;
import io.xfrmgate.ike.config.AddressRequest;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.pool.AddressInterval;
import io.xfrmgate.ike.pool.AddressPools;
import io.xfrmgate.ike.pool.PoolDefinition;
import io.xfrmgate.ike.wire.Identification;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PoolCommandsTest {
    private final AddressPools pools = new AddressPools(List.of(pool("one", "10.9.0.0"), pool("two", "10.8.0.0")));

    private static PoolDefinition pool(String name, String network) {
        AddressRange range = new AddressRange(IpAddress.parse(network), 29);
        return new PoolDefinition(
                name, "", List.of(AddressInterval.ofHosts(range)), Map.of(), false, List.of(), 60_000);
    }

    private ViciMessage ask(ViciMessage request) throws Exception {
        ControlCommand command =
                requireNonNull(new PoolCommands(pools).commands().get("get-pools"));
        return command.run(request, new ControlCommand.Client() {
            @Override
            public void stream(String event, ViciMessage message) {
                throw new AssertionError("the pools are in the answer, not in events");
            }

            @Override
            public String who() {
                return "0(root)";
            }

            @Override
            public boolean mayTakeKeys() {
                return false;
            }
        });
    }

    private static ViciMessage section(ViciMessage message, String name) {
        return requireNonNull(message.sections().get(name));
    }

    @Test
    void poolsAndWhoseTheirAddressesAre() throws Exception {
        pools.assign(new AddressRequest(
                0,
                List.of("one"),
                Identification.fqdn("enb1.example"),
                new UdpEndpoint(IpAddress.parse("192.0.2.2"), 500),
                false,
                List.of(new AddressRequest.Wish(false, Optional.empty()))));
        ViciMessage answer = ask(ViciMessage.builder().put("leases", true).build());
        assertThat(answer.sections()).containsOnlyKeys("one", "two");
        ViciMessage one = section(answer, "one");
        assertThat(one.text("base")).contains("10.9.0.1");
        assertThat(one.text("size")).contains("6");
        assertThat(one.text("online")).contains("1");
        assertThat(one.text("offline")).contains("0");
        ViciMessage lease = section(section(one, "leases"), "0");
        assertThat(lease.text("address")).contains("10.9.0.1");
        assertThat(lease.text("identity")).contains("enb1.example");
        assertThat(lease.text("status")).contains("online");
    }

    @Test
    void oneByNameAndWithoutLeases() throws Exception {
        ViciMessage answer = ask(ViciMessage.builder().put("name", "two").build());
        assertThat(answer.sections()).containsOnlyKeys("two");
        assertThat(section(answer, "two").sections()).isEmpty();
    }
}
