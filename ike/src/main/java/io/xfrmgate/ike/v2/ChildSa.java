package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.config.ChildConfig;
import io.xfrmgate.ike.dataplane.ChildSaSpec;
import io.xfrmgate.ike.dataplane.ChildSuite;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.ChildSaRef;
import io.xfrmgate.ike.dataplane.SaPath;
import java.util.Optional;

/** One Child SA: a pair of ESP SAs, and where it stands in its life. Holds keys only while a state still waits for them. */
final class ChildSa {

    /** Where a Child SA stands. */
    enum State {
        /** The data plane has been asked. */
        INSTALLING,
        /** In use. */
        INSTALLED,
        /** Created by the peer's rekey: inbound is there, outbound waits until the peer shows that it is ready. */
        INBOUND_ONLY,
        /** Another took its place; it goes as soon as both ends know. */
        REPLACED,
        /** The loser of a rekey collision; its creator deletes it. */
        REDUNDANT,
        /** We asked the peer to delete it; nothing is sent on it. */
        DELETING,
        /** Nothing of it is in the data plane. */
        GONE
    }

    final ChildSuite suite;
    final long createdMillis;
    /** Whether we began the exchange that created it. */
    final boolean createdByUs;

    IkeSa owner;
    /** What it is rekeyed by. */
    ChildConfig config;

    ChildSaRef ref;
    State state = State.INSTALLING;
    /** The outbound half, still to be installed. */
    Optional<ChildSaSpec> pendingOutbound = Optional.empty();
    /** What this one replaced or replaces, while both are there. */
    Optional<ChildSa> predecessor = Optional.empty();
    /** What took this one's place. */
    Optional<ChildSa> successor = Optional.empty();

    /** Our rekey has made another, which the data plane does not have yet. */
    boolean replacementInstalling;
    /** The peer's rekey of this one, from its request on. */
    Optional<ChildCreateTask.Collision> peerRekey = Optional.empty();

    /** Packets that the data plane had counted when we last looked; 0 where nobody looks. */
    long seenInbound;

    long seenOutbound;

    long rekeyAt = TimerTable.NEVER;
    long expireAt = TimerTable.NEVER;
    /** When what is left of it is taken out of the data plane. */
    long removeAt = TimerTable.NEVER;
    /** When the outbound half is installed even though the peer showed nothing. */
    long activateAt = TimerTable.NEVER;

    /** Answers of the data plane that are waited for. */
    int asked;

    boolean outboundRemoved;
    /** Whether anybody was told that it is there; only then is its end told. */
    boolean announced;
    /** The peer was ready before our data plane was. */
    boolean activateWhenInstalled;
    /** Its configuration is gone. */
    boolean withdrawn;

    ChildSa(IkeSa owner, ChildConfig config, ChildSuite suite, ChildSaRef ref, long now, boolean createdByUs) {
        this.owner = owner;
        this.config = config;
        this.suite = suite;
        this.ref = ref;
        this.createdMillis = now;
        this.createdByUs = createdByUs;
    }

    int inboundSpi() {
        return ref.inboundSpi();
    }

    int outboundSpi() {
        return ref.outboundSpi();
    }

    /** Carries traffic, or will in a moment, and is not on its way out. */
    boolean isAlive() {
        return state == State.INSTALLING || state == State.INSTALLED || state == State.INBOUND_ONLY;
    }

    /** Whether its states are there, as far as we know. */
    boolean isInDataPlane() {
        return state != State.INSTALLING && state != State.GONE;
    }

    /** Whether a rekey may begin: in use, and no replacement waits for the data plane. */
    boolean isRekeyable() {
        boolean byPeer = peerRekey.filter(c -> c.created().state != State.GONE).isPresent();
        return state == State.INSTALLED && !replacementInstalling && !byPeer;
    }

    /** Whether it is in use and nothing happens to it. */
    boolean isIdle() {
        return state == State.INSTALLED
                && asked == 0
                && pendingOutbound.isEmpty()
                && predecessor.isEmpty()
                && successor.isEmpty()
                && !replacementInstalling
                && peerRekey.isEmpty()
                && removeAt == TimerTable.NEVER
                && activateAt == TimerTable.NEVER
                && !outboundRemoved
                && !activateWhenInstalled
                && !withdrawn;
    }

    long nextDeadline() {
        return Math.min(Math.min(rekeyAt, expireAt), Math.min(removeAt, activateAt));
    }

    void moved(SaPath path) {
        ref = new ChildSaRef(
                ref.inboundSpi(),
                ref.outboundSpi(),
                ref.mode(),
                path,
                ref.reqid(),
                ref.localSelectors(),
                ref.remoteSelectors(),
                ref.options());
    }

    Notice.ChildName name() {
        return new Notice.ChildName(
                config.name(),
                ref.inboundSpi(),
                ref.outboundSpi(),
                ref.reqid(),
                ref.localSelectors(),
                ref.remoteSelectors());
    }

    /** Overwrites what is left of its keys. */
    void wipe() {
        pendingOutbound.ifPresent(spec -> {
            spec.inboundKeys().destroy();
            spec.outboundKeys().destroy();
        });
        pendingOutbound = Optional.empty();
    }
}
