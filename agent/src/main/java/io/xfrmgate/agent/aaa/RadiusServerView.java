package io.xfrmgate.agent.aaa;

/**
 * A RADIUS server as it stood at one moment.
 *
 * @param name address and port
 * @param namespace whose sockets are used; empty is the daemon's own
 * @param up whether it has not been found dead since it last answered
 * @param requests each counted once
 * @param ignored answers that are malformed or not authentic
 */
public record RadiusServerView(
        String name,
        String namespace,
        boolean up,
        long requests,
        long retransmits,
        long timeouts,
        long accepts,
        long rejects,
        long challenges,
        long ignored) {
    static RadiusServerView of(ServerRecord server) {
        return new RadiusServerView(
                server.key().server().name(),
                server.key().namespace().orElse(""),
                server.isUp(),
                server.requests.sum(),
                server.retransmits.sum(),
                server.timeouts.sum(),
                server.accepts.sum(),
                server.rejects.sum(),
                server.challenges.sum(),
                server.ignored.sum());
    }
}
