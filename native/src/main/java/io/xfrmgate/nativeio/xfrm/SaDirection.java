package io.xfrmgate.nativeio.xfrm;

import io.xfrmgate.nativeio.netlink.MalformedMessageException;

/** XFRMA_SA_DIR, from kernel 6.10 on; older ones ignore it. With OUT the kernel insists on a replay window of 0. */
public enum SaDirection {
    IN(1),
    OUT(2);

    private final int number;

    SaDirection(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static SaDirection of(int number) throws MalformedMessageException {
        return switch (number) {
            case 1 -> IN;
            case 2 -> OUT;
            default -> throw new MalformedMessageException("no such direction of a state: " + number);
        };
    }
}
