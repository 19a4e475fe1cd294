package io.xfrmgate.ike.sim;

import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.wire.IkeHeader;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * An attacker on the path who can listen and send, but not hold back: some time after a real message come spoilt copies of
 * it, with bits flipped, cut short, extended, or with its header's fields exchanged.
 */
final class Mutilator implements SimNetwork.Observer {
    private static final int LATER_MILLIS = 120;

    private final SimWorld world;
    private final double share;
    private final SplittableRandom random;
    private boolean running;
    private boolean sending;
    private int sent;

    /** @param share of the messages that are copied */
    Mutilator(SimWorld world, double share) {
        this.world = world;
        this.share = share;
        this.random = world.random("mutilator");
        world.network().observe(this);
    }

    void start() {
        running = true;
    }

    void stop() {
        running = false;
    }

    int sent() {
        return sent;
    }

    @Override
    public void sent(UdpEndpoint source, UdpEndpoint destination, Wire wire) {
        if (running
                && !sending
                && wire instanceof Wire.Ike ike
                && ike.datagram().length >= IkeHeader.LENGTH
                && random.nextDouble() < share) {
            byte[] spoilt = spoil(ike.datagram());
            world.after(random.nextInt(LATER_MILLIS), () -> {
                sending = true;
                world.network().send(source, destination, new Wire.Ike(spoilt, ike.marker()));
                sending = false;
                sent++;
            });
        }
    }

    private byte[] spoil(byte[] datagram) {
        byte[] copy = datagram.clone();
        switch (random.nextInt(5)) {
            case 0 -> flip(copy, 0, copy.length);
            case 1 -> flip(copy, 16, Math.min(copy.length, 28));
            case 2 -> copy = Arrays.copyOf(copy, random.nextInt(copy.length));
            case 3 -> copy = Arrays.copyOf(copy, copy.length + random.nextInt(1, 64));
            default -> {
                // A message ID or length of the attacker's choice.
                int at = random.nextBoolean() ? 20 : 24;
                copy[at + random.nextInt(4)] = (byte) random.nextInt();
            }
        }
        return copy;
    }

    private void flip(byte[] octets, int from, int to) {
        for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
            octets[random.nextInt(from, to)] ^= (byte) (1 << random.nextInt(8));
        }
    }
}
