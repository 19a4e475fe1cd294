package io.xfrmgate.agent.config;

import java.util.Map;
import java.util.Optional;

/**
 * Where the objects of a configuration live.
 *
 * @param objects of templates and maps, by the name of their {@link io.xfrmgate.ike.config.PeerConfig}
 * @param namespaces network namespaces of contexts, by name, or as a path; a context without one is in the daemon's own
 */
public record Placement(Map<String, ObjectId> objects, Map<String, String> namespaces) {
    /** Everything in the daemon's own namespace. */
    public static final Placement NONE = new Placement(Map.of(), Map.of());

    public Placement {
        objects = Map.copyOf(objects);
        namespaces = Map.copyOf(namespaces);
    }

    /**
     * What makes an object the same in two configurations.
     *
     * @param context whose sockets it uses
     * @param kind for example {@code crypto map}
     * @param name within the context; for a template with the address at which it is bound
     */
    public record ObjectId(String context, String kind, String name) {
        @Override
        public String toString() {
            return kind + " " + name + " in context " + context;
        }
    }

    /** The namespace of a template or map; empty is the daemon's own. */
    public Optional<String> namespaceOf(String peerConfig) {
        return contextOf(peerConfig).map(namespaces::get);
    }

    /** The context of a template or map. */
    public Optional<String> contextOf(String peerConfig) {
        return Optional.ofNullable(objects.get(peerConfig)).map(ObjectId::context);
    }
}
