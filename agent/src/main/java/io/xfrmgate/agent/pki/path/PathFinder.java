package io.xfrmgate.agent.pki.path;

import io.xfrmgate.agent.pki.Certificates;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds which certificates may lead from a peer's to an anchor, by their names alone; whether they do is for {@link PathJudge}. The
 * search is bounded, because the peer chooses most of what is searched.
 */
final class PathFinder {
    /** Certificates between the peer's and the anchor, with the peer's own. */
    private static final int MAX_LENGTH = 8;

    /** Paths tried: several arise from authorities that changed their key but not their name. */
    private static final int MAX_PATHS = 8;

    private static final int MAX_STEPS = 256;

    /**
     * From the peer's certificate to the one that the anchor issued.
     *
     * @param certificates not empty
     */
    record Path(List<X509Certificate> certificates, Anchor anchor) {
        /** Who issued the certificate at that place. */
        X509Certificate issuerOf(int index) {
            return index + 1 < certificates.size() ? certificates.get(index + 1) : anchor.certificate();
        }
    }

    private final List<Anchor> anchors;
    private final Set<X509Certificate> intermediates;
    private final List<Path> found = new ArrayList<>();
    private int steps;
    private X509Certificate farthest;

    private PathFinder(X509Certificate leaf, Set<X509Certificate> intermediates, List<Anchor> anchors) {
        this.anchors = anchors;
        this.intermediates = intermediates;
        this.farthest = leaf;
    }

    /** What a search brought: paths, and the certificate whose issuer was missing where there are none. */
    record Found(List<Path> paths, X509Certificate farthest) {}

    static Found find(X509Certificate leaf, List<X509Certificate> intermediates, List<Anchor> anchors) {
        PathFinder finder = new PathFinder(leaf, new LinkedHashSet<>(intermediates), anchors);
        finder.search(List.of(leaf));
        return new Found(List.copyOf(finder.found), finder.farthest);
    }

    private void search(List<X509Certificate> path) {
        if (++steps > MAX_STEPS) {
            return;
        }
        X509Certificate last = path.getLast();
        farthest = last;
        for (Anchor anchor : anchors) {
            if (found.size() < MAX_PATHS && isIssuer(anchor.certificate(), last)) {
                found.add(new Path(path, anchor));
            }
        }
        if (path.size() == MAX_LENGTH || Certificates.isSelfIssued(last)) {
            return;
        }
        for (X509Certificate next : intermediates) {
            if (found.size() < MAX_PATHS && isIssuer(next, last) && !path.contains(next)) {
                List<X509Certificate> longer = new ArrayList<>(path);
                longer.add(next);
                search(List.copyOf(longer));
            }
        }
    }

    private static boolean isIssuer(X509Certificate issuer, X509Certificate subject) {
        return issuer.getSubjectX500Principal().equals(subject.getIssuerX500Principal());
    }
}
