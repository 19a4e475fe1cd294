package io.xfrmgate.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

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

/** A reload brings pools and takes them away; {@code /metrics} follows. */
final class PoolMetricsTest {
    private static final UdpEndpoint PEER = new UdpEndpoint(IpAddress.parse("192.0.2.1"), 4500);

    private static PoolDefinition pool(String name, String network) {
        AddressInterval hosts = AddressInterval.ofHosts(new AddressRange(IpAddress.parse(network), 24));
        return new PoolDefinition(name, "", List.of(hosts), Map.of(), false, List.of(), 0);
    }

    @Test
    void seriesFollowThePools() throws Exception {
        AddressPools pools = new AddressPools(List.of(pool("first", "10.1.0.0")));
        try (ScrapedMetrics scraped = new ScrapedMetrics()) {
            PoolMetrics series = new PoolMetrics(scraped.metrics(), pools);
            assertThat(scraped.scrape())
                    .contains("xfrmgate_pool_addresses{pool=\"first\"} 254.0")
                    .doesNotContain("pool=\"second\"");

            pools.reconfigure(List.of(pool("first", "10.1.0.0"), pool("second", "10.2.0.0")));
            series.follow();
            pools.assign(new AddressRequest(
                    0,
                    List.of("second"),
                    Identification.fqdn("peer"),
                    PEER,
                    false,
                    List.of(new AddressRequest.Wish(false, Optional.empty()))));
            assertThat(scraped.scrape())
                    .contains(
                            "xfrmgate_pool_addresses{pool=\"first\"} 254.0",
                            "xfrmgate_pool_used_addresses{pool=\"second\"} 1.0",
                            "xfrmgate_pool_assigned_total{pool=\"second\"} 1.0");

            pools.reconfigure(List.of(pool("second", "10.2.0.0")));
            series.follow();
            assertThat(scraped.scrape())
                    .contains("xfrmgate_pool_used_addresses{pool=\"second\"} 1.0")
                    .doesNotContain("pool=\"first\"");
        }
    }
}
