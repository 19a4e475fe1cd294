package io.xfrmgate.ike.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.config.AddressRange;
import io.xfrmgate.ike.config.ConfigurationRole;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.pool.AddressInterval;
import io.xfrmgate.ike.pool.PoolDefinition;
import io.xfrmgate.ike.pool.PoolView;
import io.xfrmgate.ike.ts.TrafficSelector;
import io.xfrmgate.ike.v2.Counter;
import io.xfrmgate.ike.v2.FailureReason;
import io.xfrmgate.ike.v2.Notice;
import io.xfrmgate.ike.wire.Identification;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Internal addresses by configuration payload (RFC 7296 section 2.19): nobody shares one, and none is lost. */
final class PoolSimTest {
    private static final int SEEDS = 60;
    private static final IpAddress FIRST = IpAddress.parse("10.64.0.1");
    private static final IpAddress SECOND = IpAddress.parse("10.64.0.2");
    private static final IpAddress FIRST_IPV6 = IpAddress.parse("2001:db8:64::1");
    private static final IpAddress DNS = IpAddress.parse("10.2.0.53");
    private static final Identification GATEWAY = Identification.fqdn("gateway.example");

    /** A gateway with pools, and callers. */
    private static final class Network {
        final SimWorld world;
        final SimGateway gateway;
        final List<SimGateway> callers = new ArrayList<>();

        Network(SimWorld world, PeerBuilder template, PoolDefinition... pools) {
            this.world = world;
            this.gateway = world.gatewayWithPools("gateway", Duo.RIGHT, List.of(pools), template.build());
            gateway.start();
        }

        SimGateway caller(Identification id, ConfigurationRole role, ChildBuilder child) {
            IpAddress address = new IpAddress(0, 0xC612_0000L + callers.size(), false);
            SimGateway caller = world.gateway(
                    "caller" + callers.size(),
                    address,
                    new PeerBuilder(Duo.MAP)
                            .local(address)
                            .remote(Duo.RIGHT)
                            .ids(id, GATEWAY)
                            .configuration(role)
                            .child(child.build())
                            .build());
            caller.start();
            callers.add(caller);
            return caller;
        }

        SimGateway caller(String name, ConfigurationRole role) {
            return caller(Identification.fqdn(name), role, mobile());
        }

        SimGateway connected(String name) {
            SimGateway caller = caller(name, new ConfigurationRole.Client(1, 0, List.of()));
            caller.initiate(Duo.MAP, Duo.CHILD);
            world.await(name + " has its Child SA", () -> caller.installed().size() == 1, 60_000);
            return caller;
        }

        void demandTraffic(SimGateway caller, IpAddress inner) {
            SimStream probe = world.stream(caller, gateway, InnerPacket.udp(inner, Duo.RIGHT_HOST, 90), 50)
                    .start();
            world.runFor(490);
            probe.stop();
            world.runFor(1_000);
            assertThat(probe.sent()).isPositive();
            assertThat(probe.received()).as(caller + " " + probe).isEqualTo(probe.sent());
        }

        PoolView pool(int number) {
            return gateway.pools().snapshot().get(number);
        }
    }

    private static IpAddress address(SimGateway caller) {
        assertThat(caller.established()).hasSize(1);
        return caller.established().getFirst().addresses().getFirst();
    }

    private static ChildBuilder mobile() {
        return new ChildBuilder(Duo.CHILD)
                .remote(ChildBuilder.network(Duo.RIGHT_NETWORK))
                .dynamic();
    }

    private static PeerBuilder template(String... pools) {
        ConfigurationRole role = new ConfigurationRole.Server(
                List.of(pools), List.of(), List.of(new AddressRange(IpAddress.parse("10.2.0.0"), 16)));
        return new PeerBuilder(Duo.TEMPLATE)
                .ids(GATEWAY)
                .configuration(role)
                .child(new ChildBuilder(Duo.CHILD)
                        .local(ChildBuilder.network(Duo.RIGHT_NETWORK))
                        .dynamic()
                        .build());
    }

    private static PoolDefinition pool(String name, String network) {
        return pool(name, network, Map.of());
    }

    private static PoolDefinition pool(String name, String network, Map<Identification, List<IpAddress>> leases) {
        String[] parts = network.split("/", 2);
        AddressRange range = new AddressRange(IpAddress.parse(parts[0]), Integer.parseInt(parts[1]));
        return new PoolDefinition(name, "", List.of(AddressInterval.ofHosts(range)), leases, false, List.of(DNS), 0);
    }

    private static ConfigurationRole.Client client(int ipv4, int ipv6) {
        return new ConfigurationRole.Client(ipv4, ipv6, List.of());
    }

    // ---- set-up ----------------------------------------------------------------------------------------------------

    @Test
    void aPeerGetsAnAddressAndUsesIt(TestInfo test) {
        SeedRunner.of(test).run(SEEDS / 4, world -> {
            Network network = new Network(world, template("p"), pool("p", "10.64.0.0/24"));
            SimGateway caller = network.connected("a.example");
            assertThat(address(caller)).isEqualTo(FIRST);
            assertThat(caller.installed().getFirst().ref().localSelectors())
                    .containsExactly(TrafficSelector.ofHost(FIRST));
            assertThat(caller.installed().getFirst().ref().remoteSelectors())
                    .containsExactly(ChildBuilder.network(Duo.RIGHT_NETWORK));
            assertThat(caller.notices(Notice.AddressesAssigned.class))
                    .singleElement()
                    .satisfies(told -> {
                        assertThat(told.assignedByUs()).isFalse();
                        assertThat(told.addresses()).containsExactly(FIRST);
                        assertThat(told.dns()).containsExactly(DNS);
                    });
            assertThat(network.gateway.notices(Notice.AddressesAssigned.class))
                    .singleElement()
                    .satisfies(told -> assertThat(told.assignedByUs()).isTrue());
            network.demandTraffic(caller, FIRST);
            caller.shutdown();
            world.settle(5_000, 60_000);
            assertThat(network.pool(0).used()).isZero();
            assertThat(network.gateway.notices(Notice.AddressesReleased.class)).hasSize(1);
            assertThat(caller.notices(Notice.AddressesReleased.class)).hasSize(1);
        });
    }

    @Test
    void severalAddressesOfBothFamilies(TestInfo test) {
        SeedRunner.of(test).run(SEEDS / 4, world -> {
            PeerBuilder template = new PeerBuilder(Duo.TEMPLATE)
                    .ids(GATEWAY)
                    .configuration(new ConfigurationRole.Server(List.of("four", "six"), List.of(), List.of()))
                    .child(new ChildBuilder(Duo.CHILD).dynamic().build());
            Network network =
                    new Network(world, template, pool("four", "10.64.0.0/24"), pool("six", "2001:db8:64::/64"));
            IpAddress host = IpAddress.parse("2001:db8:2::9");
            SimGateway caller = network.caller(
                    Identification.fqdn("a.example"),
                    client(2, 1),
                    new ChildBuilder(Duo.CHILD)
                            .remote(ChildBuilder.network(Duo.RIGHT_NETWORK), TrafficSelector.ofHost(host))
                            .dynamic());
            caller.initiate(Duo.MAP, Duo.CHILD);
            world.settle(5_000, 60_000);
            assertThat(caller.established().getFirst().addresses()).containsExactly(FIRST, SECOND, FIRST_IPV6);
            network.demandTraffic(caller, SECOND);
            SimStream six = world.stream(caller, network.gateway, InnerPacket.udp(FIRST_IPV6, host, 90), 50)
                    .start();
            world.runFor(490);
            six.stop();
            world.runFor(500);
            assertThat(six.received()).isPositive().isEqualTo(six.sent());
        });
    }

    @Test
    void protocolAndPortsAreKept(TestInfo test) {
        SeedRunner.of(test).run(SEEDS / 10, world -> {
            TrafficSelector sctp = TrafficSelector.any(false).withProtocol(132, 0, 0xFFFF);
            PeerBuilder template = new PeerBuilder(Duo.TEMPLATE)
                    .ids(GATEWAY)
                    .configuration(new ConfigurationRole.Server(List.of("p"), List.of(), List.of()))
                    .child(new ChildBuilder(Duo.CHILD).remote(sctp).dynamic().build());
            Network network = new Network(world, template, pool("p", "10.64.0.0/24"));
            SimGateway caller = network.connected("a.example");
            assertThat(caller.installed().getFirst().ref().localSelectors())
                    .containsExactly(TrafficSelector.ofHost(FIRST).withProtocol(132, 0, 0xFFFF));
        });
    }

    @Test
    void aPeerKeepsItsHomeAddressAndGetsNoOther(TestInfo test) {
        SeedRunner.of(test).run(SEEDS / 10, world -> {
            PeerBuilder template = new PeerBuilder(Duo.TEMPLATE)
                    .ids(GATEWAY)
                    .configuration(new ConfigurationRole.Server(List.of("p"), List.of(), List.of(), true))
                    .child(new ChildBuilder(Duo.CHILD)
                            .local(ChildBuilder.network(Duo.RIGHT_NETWORK))
                            .dynamic()
                            .build());
            Network network = new Network(world, template, pool("p", "10.64.0.0/24"));
            IpAddress home = IpAddress.parse("10.64.0.77");
            SimGateway first = network.caller("a.example", wanting(home));
            first.initiate(Duo.MAP, Duo.CHILD);
            world.await("the first has its Child SA", () -> first.installed().size() == 1, 60_000);
            assertThat(address(first)).isEqualTo(home);
            SimGateway other = network.caller("b.example", wanting(home));
            SimGateway foreign = network.caller("c.example", wanting(IpAddress.parse("10.65.0.1")));
            SimGateway unnamed = network.caller("d.example", client(1, 0));
            for (SimGateway refused : List.of(other, foreign, unnamed)) {
                refused.initiate(Duo.MAP, Duo.CHILD);
                world.runFor(5_000);
                assertThat(refused.installed()).as(refused.toString()).isEmpty();
                assertThat(refused.notices(Notice.Failed.class)).isNotEmpty();
            }
            assertThat(network.pool(0).used()).isEqualTo(1);
            network.demandTraffic(first, home);
        });
    }

    private static ConfigurationRole.Client wanting(IpAddress address) {
        return new ConfigurationRole.Client(1, 0, List.of(address));
    }

    // ---- refusals --------------------------------------------------------------------------------------------------

    @Test
    void anExhaustedPoolLeavesTheIkeSaWithoutChild(TestInfo test) {
        SeedRunner.of(test).run(SEEDS / 4, world -> {
            Network network = new Network(world, template("p"), pool("p", "10.64.0.1/32"));
            SimGateway lucky = network.connected("a.example");
            SimGateway late = network.caller("b.example", client(1, 0));
            late.initiate(Duo.MAP, Duo.CHILD);
            world.runFor(3_000);
            assertThat(late.notices(Notice.Failed.class))
                    .isNotEmpty()
                    .allSatisfy(f -> assertThat(f.reason()).isEqualTo(FailureReason.ADDRESS_FAILURE));
            assertThat(late.notices(Notice.IkeEstablished.class)).isNotEmpty();
            assertThat(network.gateway.endpoint().counters().get(FailureReason.ADDRESS_FAILURE))
                    .isPositive();
            assertThat(network.gateway.notices(Notice.Failed.class).getFirst().detail())
                    .contains("pool p has no address left for b.example: 1 of 1 used");
            lucky.shutdown();
            world.await("the address is free, and taken", () -> late.installed().size() == 1, 120_000);
            network.demandTraffic(late, FIRST);
        });
    }

    @Test
    void whoAsksForNoneGetsNoChildWhereOneIsDemanded(TestInfo test) {
        SeedRunner.of(test).run(SEEDS / 10, world -> {
            Network network = new Network(world, template("p"), pool("p", "10.64.0.0/24"));
            SimGateway plain = network.caller(
                    Identification.fqdn("a.example"),
                    ConfigurationRole.NONE,
                    new ChildBuilder(Duo.CHILD).networks("10.1.0.0/16", Duo.RIGHT_NETWORK));
            plain.initiate(Duo.MAP, Duo.CHILD);
            world.runFor(1_000);
            assertThat(plain.notices(Notice.Failed.class))
                    .extracting(Notice.Failed::reason)
                    .containsOnly(FailureReason.CONFIGURATION_REQUIRED);
            assertThat(network.gateway.notices(Notice.Failed.class))
                    .extracting(Notice.Failed::reason)
                    .containsOnly(FailureReason.CONFIGURATION_REQUIRED);
            assertThat(network.pool(0).used()).isZero();
        });
    }

    @Test
    void anUnknownPoolIsAnAddressFailure(TestInfo test) {
        SeedRunner.of(test).run(SEEDS / 10, world -> {
            Network network = new Network(world, template("missing"), pool("p", "10.64.0.0/24"));
            SimGateway caller = network.caller("a.example", client(1, 0));
            caller.initiate(Duo.MAP, Duo.CHILD);
            world.runFor(1_000);
            assertThat(caller.notices(Notice.Failed.class))
                    .extracting(Notice.Failed::reason)
                    .containsOnly(FailureReason.ADDRESS_FAILURE);
        });
    }

    /** A responder without pools ignores the request; the client then has no selectors to use. */
    @Test
    void aClientWithoutAddressSaysSo(TestInfo test) {
        SeedRunner.of(test).run(SEEDS / 10, world -> {
            PeerBuilder plain = new PeerBuilder(Duo.TEMPLATE).ids(GATEWAY).child(new ChildBuilder(Duo.CHILD).build());
            Network network = new Network(world, plain);
            SimGateway caller = network.caller("a.example", client(1, 0));
            caller.initiate(Duo.MAP, Duo.CHILD);
            world.runFor(200);
            assertThat(caller.notices(Notice.Failed.class))
                    .extracting(Notice.Failed::reason)
                    .containsOnly(FailureReason.ADDRESS_FAILURE);
            world.runFor(300);
            assertThat(network.gateway.installed())
                    .as("the peer's half is deleted")
                    .isEmpty();
        });
    }

    // ---- the life of a lease ---------------------------------------------------------------------------------------

    @Test
    void aLeaseSurvivesRekeysOfBothFromBothSides(TestInfo test) {
        SeedRunner.of(test).demanding(Counter.REKEY_COLLISIONS).run(SEEDS, world -> {
            Network network = new Network(world, template("p"), pool("p", "10.64.0.0/24"));
            SimGateway caller = network.connected("a.example");
            SplittableRandom random = world.random("rekeys");
            for (int round = 0; round < 4; round++) {
                world.after(random.nextInt(100), caller::rekeyIke);
                world.after(random.nextInt(100), network.gateway::rekeyIke);
                world.after(random.nextInt(100), caller::rekeyChild);
                world.after(random.nextInt(100), network.gateway::rekeyChild);
                world.runFor(6_000);
            }
            world.settle(70_000, 60_000);
            assertThat(address(caller)).isEqualTo(FIRST);
            assertThat(address(network.gateway)).isEqualTo(FIRST);
            assertThat(network.pool(0).assigned()).isEqualTo(1);
            assertThat(caller.notices(Notice.AddressesAssigned.class)).hasSize(1);
            assertThat(network.gateway.notices(Notice.AddressesReleased.class)).isEmpty();
            network.demandTraffic(caller, FIRST);
        });
    }

    /** A second IKE SA of the same peer while the first one is there. */
    @Test
    void aReauthenticatingPeerKeepsItsAddress(TestInfo test) {
        SeedRunner.of(test).run(SEEDS / 4, world -> {
            Network network = new Network(world, template("p"), pool("p", "10.64.0.0/24"));
            ConfigurationRole role = client(1, 0);
            IpAddress address = IpAddress.parse("198.18.9.9");
            PeerBuilder[] maps = new PeerBuilder[2];
            for (int i = 0; i < 2; i++) {
                // Two maps, so that the second one calls though the first one has its IKE SA.
                maps[i] = new PeerBuilder("map" + i)
                        .local(address)
                        .remote(Duo.RIGHT)
                        .ids(Identification.fqdn("a.example"), GATEWAY)
                        .configuration(role)
                        .child(mobile().build());
            }
            SimGateway caller = world.gateway("caller", address, maps[0].build(), maps[1].build());
            caller.start();
            network.connected("first.example"); // has the pool's first address
            caller.initiate("map0", Duo.CHILD);
            world.await("up", () -> caller.installed().size() == 1, 30_000);
            caller.initiate("map1", Duo.CHILD);
            world.runFor(3_000);
            assertThat(caller.notices(Notice.AddressesAssigned.class))
                    .hasSizeGreaterThanOrEqualTo(2)
                    .allSatisfy(told -> assertThat(told.addresses()).containsExactly(SECOND));
        });
    }

    @Test
    void aPeerThatCrashedGetsItsAddressAgain(TestInfo test) {
        SeedRunner.of(test).run(SEEDS / 4, world -> {
            Network network = new Network(world, template("p"), pool("p", "10.64.0.0/24"));
            SimGateway first = network.connected("a.example");
            SimGateway second = network.connected("b.example");
            assertThat(address(second)).isEqualTo(SECOND);
            first.restart(true);
            first.initiate(Duo.MAP, Duo.CHILD);
            world.await("up again", () -> first.installed().size() == 1, 60_000);
            assertThat(address(first)).isEqualTo(FIRST);
            world.settle(60_000, 60_000);
            assertThat(network.pool(0).used()).isEqualTo(2);
        });
    }

    /** The gateway forgot everything; the clients ask for what they had, whoever comes first. */
    @Test
    void clientsKeepTheirAddressesWhenTheGatewayCrashed(TestInfo test) {
        SeedRunner.of(test).run(SEEDS / 4, world -> {
            Network network = new Network(world, template("p"), pool("p", "10.64.0.0/24"));
            SimGateway first = network.connected("a.example");
            SimGateway second = network.connected("b.example");
            network.gateway.restart(true);
            world.await(
                    "both have found that out",
                    () -> first.established().isEmpty() && second.established().isEmpty(),
                    200_000);
            world.await(
                    "both are back",
                    () -> first.installed().size() == 1 && second.installed().size() == 1,
                    200_000);
            assertThat(address(first)).isEqualTo(FIRST);
            assertThat(address(second)).isEqualTo(SECOND);
        });
    }

    @Test
    void anAddressIsKeptForAnIdentity(TestInfo test) {
        SeedRunner.of(test).run(SEEDS / 10, world -> {
            Map<Identification, List<IpAddress>> leases = Map.of(Identification.fqdn("b.example"), List.of(FIRST));
            Network network = new Network(world, template("p"), pool("p", "10.64.0.0/24", leases));
            assertThat(address(network.connected("a.example"))).isEqualTo(SECOND);
            assertThat(address(network.connected("b.example"))).isEqualTo(FIRST);
        });
    }

    /** Everything at once, on a bad network: the invariants are looked at after every step. */
    @Test
    void nothingIsLostOrSharedOnABadNetwork(TestInfo test) {
        SeedRunner.of(test).run(SEEDS, world -> {
            SplittableRandom random = world.random("story");
            Network network = new Network(world, template("p"), pool("p", "10.64.0.0/29"));
            world.network().conditions(Conditions.bad(random.nextDouble(0.3)));
            for (int i = 0; i < 8; i++) { // for six addresses
                network.caller("c" + i + ".example", client(1, 0));
            }
            for (int i = 0; i < 60; i++) {
                SimGateway caller = network.callers.get(random.nextInt(8));
                List<Runnable> actions = List.of(
                        () -> caller.initiate(Duo.MAP, Duo.CHILD),
                        () -> caller.initiate(Duo.MAP, Duo.CHILD),
                        caller::rekeyIke,
                        caller::rekeyChild,
                        network.gateway::rekeyIke,
                        caller::terminateIke,
                        () -> caller.restart(random.nextBoolean()));
                world.after(random.nextInt(100_000), actions.get(random.nextInt(actions.size())));
            }
            world.runFor(100_000);
            network.callers.forEach(SimGateway::shutdown);
            world.network().conditions(Conditions.CLEAN);
            world.await(
                    "the gateway has ended all IKE SAs",
                    () -> network.gateway.snapshot().isEmpty(),
                    300_000);
            assertThat(network.pool(0).used()).isZero();
            assertThat(network.pool(0).held()).isLessThanOrEqualTo(6);
        });
    }
}
