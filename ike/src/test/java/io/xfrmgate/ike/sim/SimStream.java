package io.xfrmgate.ike.sim;

import java.util.EnumMap;
import java.util.Map;

/** User traffic between two gateways, a packet each way every few milliseconds, and what became of it. */
public final class SimStream {
    private final SimWorld world;
    private final SimGateway left;
    private final SimGateway right;
    private final InnerPacket leftToRight;
    private final InnerPacket rightToLeft;
    private final int everyMillis;
    private final Map<DropReason, Integer> lost = new EnumMap<>(DropReason.class);
    private boolean running;
    private int sent;
    private int received;

    SimStream(SimWorld world, SimGateway left, SimGateway right, InnerPacket leftToRight, int everyMillis) {
        this.world = world;
        this.left = left;
        this.right = right;
        this.leftToRight = leftToRight;
        this.rightToLeft = new InnerPacket(
                leftToRight.destination(),
                leftToRight.source(),
                leftToRight.protocol(),
                leftToRight.destinationPort(),
                leftToRight.sourcePort(),
                leftToRight.length());
        this.everyMillis = everyMillis;
        left.join(this);
        right.join(this);
    }

    /** Sends until stopped. */
    public SimStream start() {
        if (!running) {
            running = true;
            world.after(0, this::beat);
        }
        return this;
    }

    /** Sends no more; packets under way still count. */
    public void stop() {
        running = false;
    }

    private void beat() {
        if (running) {
            send(left, leftToRight);
            send(right, rightToLeft);
            world.after(everyMillis, this::beat);
        }
    }

    private void send(SimGateway from, InnerPacket packet) {
        sent++;
        from.sendPacket(packet, reason -> {
            lost.merge(reason, 1, Integer::sum);
            world.trace().note(from.name(), () -> "loses a packet of the stream: " + reason);
        });
    }

    void received(SimGateway at, InnerPacket packet) {
        if (packet.equals(at.equals(right) ? leftToRight : rightToLeft)) {
            received++;
        }
    }

    public int sent() {
        return sent;
    }

    /** With the copies that a path made and the replay window let pass, of which there should be none. */
    public int received() {
        return received;
    }

    public int lost() {
        return lost.values().stream().mapToInt(Integer::intValue).sum();
    }

    public Map<DropReason, Integer> lostByReason() {
        return lost;
    }

    @Override
    public String toString() {
        return sent + " sent, " + received + " received, lost " + lost;
    }
}
