package io.xfrmgate.ike.config;

/**
 * What a gateway allows its peers, and when it ends their tunnels.
 *
 * @param overload what becomes of a Child SA above {@link PeerConfig#maxChildren}
 * @param uniqueIdentity a peer that comes anew with the same identity takes the place of its old IKE SA, though it says no
 *     INITIAL_CONTACT: a handover
 * @param idleTimeoutMillis without a packet in either direction, after which an IKE SA ends; 0 never
 * @param userActivity packets from the peer count as a sign of life, so that only silence of user and IKE is asked about
 * @param acceptIkeRekey whether the peer may rekey the IKE SA; else its requests are refused with NO_ADDITIONAL_SAS
 */
public record PeerPolicy(
        OverloadAction overload,
        boolean uniqueIdentity,
        int idleTimeoutMillis,
        boolean userActivity,
        boolean acceptIkeRekey) {
    public static final PeerPolicy DEFAULT = new PeerPolicy(OverloadAction.TERMINATE, false, 0, false, true);

    /** {@code overload-action} of StarOS's {@code max-childsa}. */
    public enum OverloadAction {
        /** The limit is a soft one: only {@link PeerConfig#HARD_MAX_CHILDREN} is enforced. */
        IGNORE,
        /** The peer's request ends there: it is refused with NO_ADDITIONAL_SAS. */
        TERMINATE
    }
}
