package io.xfrmgate.ike.sim;

/**
 * What a path does to datagrams; probabilities are 0 to 1.
 *
 * @param minMillis shortest way
 * @param maxMillis longest way of a datagram that is not overtaken
 * @param loss share of datagrams lost
 * @param duplicate share that arrives twice
 * @param reorder share that others may overtake; with 0 the path keeps the order
 * @param reorderMillis by how much such a one is late at most
 * @param mtu octets of the longest IP packet that passes; 0 is no limit
 */
public record Conditions(
        int minMillis, int maxMillis, double loss, double duplicate, double reorder, int reorderMillis, int mtu) {
    /** Ten milliseconds, nothing lost. */
    public static final Conditions CLEAN = new Conditions(10, 10, 0, 0, 0, 0, 0);

    public static Conditions clean(int minMillis, int maxMillis) {
        return new Conditions(minMillis, maxMillis, 0, 0, 0, 0, 0);
    }

    /** A bad path: loss as given, a tenth of the datagrams twice, a fifth late by up to 300 ms. */
    public static Conditions bad(double loss) {
        return new Conditions(5, 60, loss, 0.1, 0.2, 300, 0);
    }

    public Conditions withMtu(int newMtu) {
        return new Conditions(minMillis, maxMillis, loss, duplicate, reorder, reorderMillis, newMtu);
    }

    boolean isLossless() {
        return loss == 0 && mtu == 0;
    }
}
