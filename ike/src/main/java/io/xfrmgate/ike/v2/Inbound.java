package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.wire.IkeHeader;
import io.xfrmgate.ike.wire.NotifyType;
import io.xfrmgate.ike.wire.Payload;
import io.xfrmgate.ike.wire.Payload.Notify;
import java.util.List;
import java.util.Optional;

/** A decoded message, with the look-ups that every task needs. */
record Inbound(IkeHeader header, List<Payload> payloads) {

    <P extends Payload> Optional<P> first(Class<P> type) {
        for (Payload payload : payloads) {
            if (type.isInstance(payload)) {
                return Optional.of(type.cast(payload));
            }
        }
        return Optional.empty();
    }

    <P extends Payload> List<P> all(Class<P> type) {
        return payloads.stream().filter(type::isInstance).map(type::cast).toList();
    }

    Optional<Payload.Id> id(boolean initiator) {
        return all(Payload.Id.class).stream()
                .filter(id -> id.initiator() == initiator)
                .findFirst();
    }

    Optional<Payload.Ts> ts(boolean initiator) {
        return all(Payload.Ts.class).stream()
                .filter(ts -> ts.initiator() == initiator)
                .findFirst();
    }

    Optional<Notify> notify(int type) {
        for (Payload payload : payloads) {
            if (payload instanceof Notify notify && notify.notifyType() == type) {
                return Optional.of(notify);
            }
        }
        return Optional.empty();
    }

    boolean has(int notifyType) {
        return notify(notifyType).isPresent();
    }

    /** The first notification of type error. */
    Optional<Notify> error() {
        return all(Notify.class).stream()
                .filter(notify -> NotifyType.isError(notify.notifyType()))
                .findFirst();
    }
}
