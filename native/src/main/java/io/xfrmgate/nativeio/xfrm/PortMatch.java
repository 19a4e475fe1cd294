package io.xfrmgate.nativeio.xfrm;

/**
 * Ports that agree with {@code value} in the bits of {@code mask}.
 *
 * @param value 0 to 65535
 * @param mask 0 is any port, 65535 one port
 */
public record PortMatch(int value, int mask) {
    public static final PortMatch ANY = new PortMatch(0, 0);

    public static PortMatch exactly(int port) {
        return new PortMatch(port, 0xFFFF);
    }
}
