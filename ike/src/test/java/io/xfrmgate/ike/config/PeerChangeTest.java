package io.xfrmgate.ike.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.dataplane.KernelOptions;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.proposal.KeyExchangeGroup;
import io.xfrmgate.ike.sim.ChildBuilder;
import io.xfrmgate.ike.sim.PeerBuilder;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class PeerChangeTest {
    private static final IpAddress HERE = IpAddress.parse("192.0.2.1");
    private static final IpAddress THERE = IpAddress.parse("198.51.100.1");

    private static PeerBuilder map() {
        return new PeerBuilder("map").local(HERE).remote(THERE);
    }

    private static ChildBuilder child() {
        return new ChildBuilder("net").networks("10.1.0.0/16", "10.2.0.0/16");
    }

    private static List<String> components(Class<?> type, String... apart) {
        return Stream.of(type.getRecordComponents())
                .map(RecordComponent::getName)
                .filter(name -> !List.of(apart).contains(name))
                .toList();
    }

    /** Who adds a component to the configuration decides here what its change does to running SAs. */
    @Test
    void everyComponentHasItsEffect() {
        assertThat(PeerChange.table(true))
                .extracting(ChangedField::name)
                .containsExactlyInAnyOrderElementsOf(components(PeerConfig.class, "name", "children"));
        assertThat(ChildChange.table(true))
                .extracting(ChangedField::name)
                .containsExactlyInAnyOrderElementsOf(components(ChildConfig.class, "name"));
        assertThat(PeerChange.table(false)).hasSameSizeAs(PeerChange.table(true));
        assertThat(ChildChange.table(false)).hasSameSizeAs(ChildChange.table(true));
    }

    @Test
    void theSameIsNoChange() {
        PeerChange change = PeerChange.between(
                map().child(child().build()).build(),
                map().child(child().build()).build());
        assertThat(change.effect()).isEqualTo(ChangeEffect.NONE);
        assertThat(change.fields()).isEmpty();
        assertThat(change.children()).isEmpty();
    }

    @Test
    void anotherSecretWaitsForTheNextNegotiation() {
        PeerChange change = PeerChange.between(
                map().build(), map().secrets(PeerBuilder.secret("another")).build());
        assertThat(change.effect()).isEqualTo(ChangeEffect.NEXT_NEGOTIATION);
        assertThat(change.authenticationChanged()).isTrue();
        assertThat(change.toString()).doesNotContain("another");
    }

    @Test
    void anotherPeerAddressIsAnotherTunnel() {
        PeerChange change = PeerChange.between(
                map().build(), map().remote(IpAddress.parse("198.51.100.2")).build());
        assertThat(change.own()).isEqualTo(ChangeEffect.RESTART);
        assertThat(change.fields()).containsExactly("remoteNetworks", "remote");
    }

    @Test
    void aTemplatesPeersStayWhileTheyFit() {
        PeerChange change = PeerChange.between(
                new PeerBuilder("t").child(child().build()).build(),
                new PeerBuilder("t")
                        .child(child().networks("10.1.0.0/16", "10.0.0.0/8").build())
                        .build());
        assertThat(change.own()).isEqualTo(ChangeEffect.NONE);
        assertThat(change.effect()).isEqualTo(ChangeEffect.RESTART_UNFIT);
        assertThat(change.children())
                .singleElement()
                .satisfies(c -> assertThat(c.fields()).containsExactly("remoteSelectors"));
    }

    @Test
    void eachChildForItself() {
        PeerChange change = PeerChange.between(
                map().child(child().build())
                        .child(new ChildBuilder("old").build())
                        .child(new ChildBuilder("lifetime").build())
                        .build(),
                map().child(child().options(new KernelOptions(0, 1, 0, 0, 0, 0, false))
                                .build())
                        .child(new ChildBuilder("lifetime")
                                .proposals(ChildBuilder.esp(KeyExchangeGroup.CURVE25519))
                                .build())
                        .child(new ChildBuilder("new").build())
                        .build());
        assertThat(change.children())
                .extracting(ChildChange::name, ChildChange::effect)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("net", ChangeEffect.RESTART),
                        org.assertj.core.groups.Tuple.tuple("old", ChangeEffect.RESTART),
                        org.assertj.core.groups.Tuple.tuple("lifetime", ChangeEffect.NEXT_NEGOTIATION),
                        org.assertj.core.groups.Tuple.tuple("new", ChangeEffect.AT_ONCE));
    }
}
