package io.xfrmgate.ike.config;

/**
 * A crypto group: two crypto maps that protect the same traffic by tunnels to two peers. Both tunnels are kept up; traffic
 * goes through the one that is active.
 *
 * @param name unique among groups
 * @param primary name of the map that is active at first
 * @param secondary name of the map that stands by
 * @param automatic when the active tunnel goes down, or can not be set up, the other one takes over
 * @param revert the primary takes over again, as soon as it is back
 */
public record CryptoGroup(String name, String primary, String secondary, boolean automatic, boolean revert) {

    /** One of the two. */
    public enum Member {
        PRIMARY,
        SECONDARY;

        public Member other() {
            return this == PRIMARY ? SECONDARY : PRIMARY;
        }
    }

    /** Name of a member's map. */
    public String map(Member member) {
        return member == Member.PRIMARY ? primary : secondary;
    }
}
