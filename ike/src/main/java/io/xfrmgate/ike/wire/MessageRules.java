package io.xfrmgate.ike.wire;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which payloads make a message of each exchange, as data (RFC 7296 sections 1.2, 1.3, 2.16 and appendix C). A message
 * must fit one of its exchange's shapes. What a shape does not mention may stand there any number of times, in any order:
 * notifications, certificates, vendor IDs and unknown payloads are for the exchange itself to look at. INFORMATIONAL and
 * unknown exchanges have no shapes.
 */
public final class MessageRules {
    private static final int SA = Payload.Sa.TYPE;
    private static final int KE = Payload.Ke.TYPE;
    private static final int IDI = Payload.Id.TYPE_INITIATOR;
    private static final int IDR = Payload.Id.TYPE_RESPONDER;
    private static final int AUTH = Payload.Auth.TYPE;
    private static final int NONCE = Payload.Nonce.TYPE;
    private static final int NOTIFY = Payload.Notify.TYPE;
    private static final int TSI = Payload.Ts.TYPE_INITIATOR;
    private static final int TSR = Payload.Ts.TYPE_RESPONDER;
    private static final int CP = Payload.Configuration.TYPE;
    private static final int EAP = Payload.Eap.TYPE;

    /** An error, or a demand for a cookie, is a Notify in place of the rest. */
    private static final Shape ONLY_NOTIFY =
            shape(some(NOTIFY), none(SA), none(KE), none(NONCE), none(AUTH), none(EAP), none(TSI), none(TSR));

    private static final Shape INIT = shape(one(SA), one(KE), one(NONCE));

    private static final Shape NEW_CHILD = shape(one(SA), one(NONCE), optional(KE), one(TSI), one(TSR), optional(CP));
    private static final Shape NEW_IKE = shape(one(SA), one(NONCE), one(KE), none(TSI), none(TSR));

    /** The first request, without AUTH where EAP is to follow; with a Child SA or without (RFC 6023). */
    private static final List<Shape> AUTH_REQUEST = List.of(
            shape(one(IDI), optional(IDR), optional(AUTH), none(EAP), one(SA), one(TSI), one(TSR), optional(CP)),
            shape(one(IDI), optional(IDR), optional(AUTH), none(EAP), none(SA), none(TSI), none(TSR), optional(CP)),
            shape(none(IDI), one(EAP), none(AUTH), none(SA)),
            shape(none(IDI), none(EAP), one(AUTH), none(SA)));

    /** IDr with AUTH in the first; EAP in those between; AUTH, and what became of the Child SA, in the last. */
    private static final List<Shape> AUTH_RESPONSE = List.of(
            shape(optional(IDR), one(AUTH), none(EAP), one(SA), one(TSI), one(TSR), optional(CP)),
            shape(optional(IDR), one(AUTH), none(EAP), none(SA), none(TSI), none(TSR), optional(CP)),
            shape(optional(IDR), optional(AUTH), one(EAP), none(SA)),
            ONLY_NOTIFY);

    private static final Map<Direction, List<Shape>> TABLE = Map.of(
            new Direction(ExchangeType.IKE_SA_INIT, false), List.of(INIT),
            new Direction(ExchangeType.IKE_SA_INIT, true), List.of(INIT, ONLY_NOTIFY),
            new Direction(ExchangeType.IKE_AUTH, false), AUTH_REQUEST,
            new Direction(ExchangeType.IKE_AUTH, true), AUTH_RESPONSE,
            new Direction(ExchangeType.CREATE_CHILD_SA, false), List.of(NEW_CHILD, NEW_IKE),
            new Direction(ExchangeType.CREATE_CHILD_SA, true), List.of(NEW_CHILD, NEW_IKE, ONLY_NOTIFY));

    private MessageRules() {}

    /** Empty if the payloads make a message of the header's exchange and direction; else WRONG_PAYLOADS. */
    public static Optional<DecodeError> check(IkeHeader header, List<Payload> payloads) {
        List<Shape> shapes = TABLE.getOrDefault(new Direction(header.exchangeType(), header.response()), List.of());
        if (shapes.isEmpty()) {
            return Optional.empty();
        }
        for (Shape shape : shapes) {
            if (shape.fits(payloads)) {
                return Optional.empty();
            }
        }
        return Optional.of(DecodeError.WRONG_PAYLOADS);
    }

    private record Direction(int exchangeType, boolean response) {}

    private record Occurrence(int type, int min, int max) {
        boolean fits(List<Payload> payloads) {
            int count = 0;
            for (Payload payload : payloads) {
                if (payload.type() == type) {
                    count++;
                }
            }
            return count >= min && count <= max;
        }
    }

    private record Shape(List<Occurrence> occurrences) {
        boolean fits(List<Payload> payloads) {
            for (Occurrence occurrence : occurrences) {
                if (!occurrence.fits(payloads)) {
                    return false;
                }
            }
            return true;
        }
    }

    private static Shape shape(Occurrence... occurrences) {
        return new Shape(List.of(occurrences));
    }

    private static Occurrence one(int type) {
        return new Occurrence(type, 1, 1);
    }

    private static Occurrence optional(int type) {
        return new Occurrence(type, 0, 1);
    }

    private static Occurrence none(int type) {
        return new Occurrence(type, 0, 0);
    }

    private static Occurrence some(int type) {
        return new Occurrence(type, 1, Integer.MAX_VALUE);
    }
}
