package io.xfrmgate.ike.proposal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One proposal of an SA payload (RFC 7296 section 3.3.1): any one transform of each type may be chosen.
 *
 * @param number 1 for the first of a payload; in an answer that of the accepted one
 * @param protocol what it is for
 * @param spi the sender's SPI: 0 in the initial exchange; 4 octets (unsigned) for ESP and AH; 8 for IKE when rekeying
 * @param transforms in the sender's order of preference within each type
 */
public record Proposal(int number, SecurityProtocol protocol, long spi, List<Transform> transforms) {
    public Proposal {
        transforms = List.copyOf(transforms);
    }

    public List<Transform> ofType(TransformType type) {
        // Not a stream: this is asked a dozen times in a handshake.
        List<Transform> found = new ArrayList<>(transforms.size());
        for (Transform transform : transforms) {
            if (transform.type() == type) {
                found.add(transform);
            }
        }
        return found;
    }

    public boolean has(TransformType type) {
        for (Transform transform : transforms) {
            if (transform.type() == type) {
                return true;
            }
        }
        return false;
    }

    public Proposal with(int newNumber, long newSpi) {
        return new Proposal(newNumber, protocol, newSpi, transforms);
    }

    @Override
    public String toString() {
        return transforms.stream().map(Transform::toString).collect(Collectors.joining("/", protocol + ":", ""));
    }
}
