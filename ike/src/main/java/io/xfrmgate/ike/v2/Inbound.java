package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.wire.IkeHeader;
import io.xfrmgate.ike.wire.NotifyType;
import io.xfrmgate.ike.wire.Payload;
import io.xfrmgate.ike.wire.Payload.Notify;
import java.util.ArrayList;
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
        List<P> found = new ArrayList<>(payloads.size());
        for (Payload payload : payloads) {
            if (type.isInstance(payload)) {
                found.add(type.cast(payload));
            }
        }
        return found;
    }

    Optional<Payload.Id> id(boolean initiator) {
        for (Payload payload : payloads) {
            if (payload instanceof Payload.Id id && id.initiator() == initiator) {
                return Optional.of(id);
            }
        }
        return Optional.empty();
    }

    Optional<Payload.Ts> ts(boolean initiator) {
        for (Payload payload : payloads) {
            if (payload instanceof Payload.Ts ts && ts.initiator() == initiator) {
                return Optional.of(ts);
            }
        }
        return Optional.empty();
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
        for (Payload payload : payloads) {
            if (payload instanceof Notify notify && NotifyType.isError(notify.notifyType())) {
                return Optional.of(notify);
            }
        }
        return Optional.empty();
    }
}
