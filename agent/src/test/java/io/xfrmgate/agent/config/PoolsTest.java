package io.xfrmgate.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.agent.config.model.AddressPool;
import io.xfrmgate.agent.config.model.ContextSection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Address pools, subscriber default, and who refers to them. */
class PoolsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ip pool p 10.9.0.0 255.255.0.0 public 0 | Subnet[network=10.9.0.0/16] | Access[kind=PUBLIC, priority=0]",
                "ip pool p range 10.9.0.1 10.9.0.9 private 3 | Span[first=10.9.0.1, last=10.9.0.9] | Access[kind=PRIVATE, priority=3]",
                "ip pool p prefix 10.9.0.0/30 static | Subnet[network=10.9.0.0/30] | Access[kind=STATIC, priority=0]",
                "ipv6 pool p prefix 2001:db8::/64 resource | Subnet[network=2001:db8::/64] | Access[kind=RESOURCE, priority=0]",
                "ip pool p 10.9.0.0 255.255.0.0 group-name g policy allow-static-allocation | Subnet[network=10.9.0.0/16]"
                        + " | Access[kind=PUBLIC, priority=0]",
            })
    void spellings(String line, String block, String access) {
        AddressPool pool = context(line + "\n").pools().getFirst();
        assertThat(pool.block().orElseThrow()).hasToString(block);
        assertThat(pool.access()).hasToString(access);
        assertThat(pool.group().isPresent()).isEqualTo(line.contains("group-name"));
        assertThat(pool.staticAllocation()).isEqualTo(line.contains("policy"));
    }

    @Test
    void furtherLinesOfAPool() {
        String lines = """
                ip pool p 10.9.0.0 255.255.0.0
                ip pool p dns 10.0.0.53 10.0.0.54
                ip pool p static-lease id-type fqdn id enb1.example address 10.9.0.7
                ip pool p static-lease id-type key-id id x address 10.9.0.8
                no ip pool p static-lease id-type key-id id x
                ip pool p install-routes
                """;
        AddressPool pool = context(lines).pools().getFirst();
        assertThat(pool.dns()).hasToString("[10.0.0.53, 10.0.0.54]");
        assertThat(pool.leases())
                .singleElement()
                .satisfies(lease -> assertThat(lease.address()).hasToString("10.9.0.7"));
        assertThat(pool.installRoutes()).isTrue();
        AddressPool less = context(lines + "no ip pool p dns\nno ip pool p install-routes\n")
                .pools()
                .getFirst();
        assertThat(less.dns()).isEmpty();
        assertThat(less.installRoutes()).isFalse();
        assertThat(context(lines + "no ip pool p\n").pools()).isEmpty();
    }

    @Test
    void subscriberDefault() {
        String lines = """
                ip pool p 10.9.0.0 255.255.0.0 group-name g
                ipv6 pool q prefix 2001:db8::/64
                subscriber default
                  ip context-name c
                  ip address pool name g
                  ipv6 address prefix-pool q
                  dns primary 10.0.0.53
                  dns secondary 10.0.0.54
                exit
                """;
        assertThat(context(lines).subscriber())
                .hasToString("Optional[SubscriberDefault[contextName=Optional[c], pool=Optional[g], pool6=Optional[q],"
                        + " primaryDns=Optional[10.0.0.53], secondaryDns=Optional[10.0.0.54]]]");
        assertThat(context(lines + "no subscriber default\n").subscriber()).isEmpty();
        assertThat(context(lines
                                + "subscriber default\nno dns secondary\nno ip address pool\nno ipv6 address pool\n"
                                + "no ip context-name\nno dns primary\nexit\n")
                        .subscriber())
                .hasToString("Optional[SubscriberDefault[contextName=Optional.empty, pool=Optional.empty,"
                        + " pool6=Optional.empty, primaryDns=Optional.empty, secondaryDns=Optional.empty]]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ip pool p 10.9.0.0 0.0.255.255 | 20 | this is no mask of an IPv4 network",
                "ip pool p range 10.9.0.9 10.9.0.1 | 26 | the range of addresses is empty",
                "ip pool p prefix 2001:db8::/64 | 18 | the addresses are not of the family of this pool",
                "ip pool p dns 10.0.0.1 | 9 | pool \"p\" has no addresses",
                "subscriber default; ip address pool name q | 22 | there is no ip pool \"q\" in this context",
                "subscriber default; ip context-name q | 17 | there is no context \"q\" in this context",
                "ip pool p 10.9.0.0 255.255.0.0; ip pool p static-lease id-type key-id id x address 10.8.0.1 | 52"
                        + " | address 10.8.0.1 is not in pool \"p\"",
                "ip pool p 10.9.0.0 255.255.0.0; ip pool q 10.9.9.0 255.255.255.0 | 11 | pool \"q\" has addresses of pool \"p\"",
                "ip pool p 10.9.0.0 255.255.0.0; ipv6 pool p prefix 2001:db8::/64 | 11 | pool \"p\" exists already",
            })
    void whatIsWrong(String lines, int column, String message) {
        assertThat(Configs.errors(Samples.context(lines.replace("; ", "\n") + "\n")))
                .singleElement()
                .satisfies(e -> {
                    assertThat(e.message()).startsWith(message);
                    assertThat(e.column()).isEqualTo(column);
                });
    }

    @Test
    void aPayloadWithoutAnyPoolIsWarnedOf() {
        assertThat(Configs.warnings(Samples.payload("ip-address-allocation dynamic\n")))
                .extracting(ConfigProblem::message)
                .contains("there is no pool that a peer could get an address from");
    }

    private static ContextSection context(String lines) {
        return Configs.parse(Samples.context(lines)).model().contexts().getFirst();
    }
}
