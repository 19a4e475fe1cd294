package io.xfrmgate.ike.sim;

import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.wire.Identification;
import java.util.function.UnaryOperator;

/** Two gateways with a network behind each; the left one calls. */
final class Duo {
    static final IpAddress LEFT = IpAddress.parse("192.0.2.1");
    static final IpAddress RIGHT = IpAddress.parse("198.51.100.1");
    static final IpAddress LEFT_HOST = IpAddress.parse("10.1.0.7");
    static final IpAddress RIGHT_HOST = IpAddress.parse("10.2.0.9");
    static final String LEFT_NETWORK = "10.1.0.0/16";
    static final String RIGHT_NETWORK = "10.2.0.0/16";
    /** Name of the map on the left. */
    static final String MAP = "to-right";
    /** Name of the template on the right. */
    static final String TEMPLATE = "anybody";

    static final String CHILD = "net";
    private static final long REDIAL_MILLIS = 3_000;

    final SimWorld world;
    final SimGateway left;
    final SimGateway right;
    private boolean keepUp;

    private Duo(SimWorld world, SimGateway left, SimGateway right) {
        this.world = world;
        this.left = left;
        this.right = right;
    }

    /** Another configuration for both. */
    record Change(PeerConfig left, PeerConfig right) {
        static Change of(PeerBuilder left, PeerBuilder right) {
            return new Change(left.build(), right.build());
        }
    }

    static PeerBuilder leftConfig(ChildBuilder child) {
        return new PeerBuilder(MAP).local(LEFT).remote(RIGHT).child(child.build());
    }

    static PeerBuilder rightConfig(ChildBuilder child) {
        return new PeerBuilder(TEMPLATE).child(child.build());
    }

    static ChildBuilder leftChild() {
        return new ChildBuilder(CHILD).networks(LEFT_NETWORK, RIGHT_NETWORK);
    }

    static ChildBuilder rightChild() {
        return new ChildBuilder(CHILD).networks(RIGHT_NETWORK, LEFT_NETWORK);
    }

    /** One of many callers of the right, with an address, a name and a network of its own. */
    static SimGateway caller(SimWorld world, int number, Identification right) {
        IpAddress address = new IpAddress(0, 0xC612_0000L + number, false);
        return world.gateway(
                "caller" + number,
                address,
                new PeerBuilder(MAP)
                        .local(address)
                        .remote(RIGHT)
                        .ids(Identification.fqdn("caller" + number + ".example"), right)
                        .child(new ChildBuilder(CHILD)
                                .networks("10.1." + number + ".0/24", RIGHT_NETWORK)
                                .build())
                        .build());
    }

    /** Both with the defaults. */
    static Duo plain(SimWorld world) {
        return both(world, p -> p);
    }

    /** Both with the same change to the defaults. */
    static Duo both(SimWorld world, UnaryOperator<PeerBuilder> change) {
        return of(
                world,
                change.apply(leftConfig(leftChild())).build(),
                change.apply(rightConfig(rightChild())).build());
    }

    /** Both with the same change to the Child SA's defaults. */
    static Duo children(SimWorld world, UnaryOperator<ChildBuilder> change) {
        return of(
                world,
                leftConfig(change.apply(leftChild())).build(),
                rightConfig(change.apply(rightChild())).build());
    }

    static Duo of(SimWorld world, PeerConfig left, PeerConfig right) {
        return of(world, LEFT, RIGHT, left, right);
    }

    static Duo of(SimWorld world, IpAddress leftAddress, IpAddress rightAddress, PeerConfig left, PeerConfig right) {
        Duo duo = new Duo(world, world.gateway("left", leftAddress, left), world.gateway("right", rightAddress, right));
        world.startAll();
        return duo;
    }

    boolean isUp() {
        return left.installed().size() == 1 && right.installed().size() == 1;
    }

    /** Calls, and waits until both have the Child SA. */
    Duo connect() {
        left.initiate(MAP, CHILD);
        world.await("both have the Child SA", this::isUp, 60_000);
        return this;
    }

    /** Calls, and calls again whenever there is no SA, as long as the world runs. */
    Duo keepUp() {
        keepUp = true;
        redial();
        return this;
    }

    /** Calls no more. */
    void letDown() {
        keepUp = false;
    }

    private void redial() {
        if (keepUp) {
            boolean idle = left.snapshot().stream()
                    .noneMatch(
                            s -> s.state().equals("connecting") || !s.children().isEmpty());
            if (left.isUp() && idle) {
                left.initiate(MAP, CHILD);
            }
            world.after(REDIAL_MILLIS, this::redial);
        }
    }

    /** Waits for rest, and demands one IKE SA with one Child SA on each side. */
    void settleToOne() {
        world.settle(90_000, 60_000);
        world.invariants().demandOneOfEach(left, left.peers().getFirst());
        world.invariants().demandOneOfEach(right, right.peers().getFirst());
    }

    /** A packet each way every 20 ms, not started yet. */
    SimStream stream() {
        return world.stream(left, right, InnerPacket.udp(LEFT_HOST, RIGHT_HOST, 200), 20);
    }

    /** Demands that traffic passes both ways now. */
    void demandTraffic() {
        SimStream probe = world.stream(left, right, InnerPacket.udp(LEFT_HOST, RIGHT_HOST, 90), 50)
                .start();
        world.runFor(490);
        probe.stop();
        world.runFor(1_000);
        demandNoLoss(probe);
    }

    void demandNoLoss(SimStream stream) {
        if (stream.lost() > 0 || stream.received() != stream.sent() || stream.sent() == 0) {
            throw world.failure("the stream lost packets: " + stream);
        }
    }

    /** Ends what the scenario began, and demands that nothing is left. */
    void close() {
        letDown();
        left.shutdown();
        right.shutdown();
        world.await(
                "both are empty",
                () -> left.endpoint().isEmpty() && right.endpoint().isEmpty(),
                120_000);
        for (SimGateway gateway : world.gateways()) {
            if (!gateway.plane().states().isEmpty()
                    || !gateway.plane().policies().isEmpty()) {
                throw world.failure(gateway.name() + " left something in its kernel");
            }
        }
    }
}
