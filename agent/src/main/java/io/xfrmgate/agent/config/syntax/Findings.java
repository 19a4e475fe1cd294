package io.xfrmgate.agent.config.syntax;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Collects what is found in one file, bounded in number. */
public final class Findings {
    /** More errors than anybody reads; memory stays bounded whatever the file is. */
    private static final int MAX = 1000;

    private final List<Finding> list = new ArrayList<>();
    private final Set<Integer> incomplete = new HashSet<>();
    private int errors;
    private int dropped;

    public void error(Position at, String message, String expected, String fix) {
        errors++;
        add(new Finding(true, at, message, expected, fix));
    }

    public void warning(Position at, String message, String fix) {
        add(new Finding(false, at, message, "", fix));
    }

    public boolean hasErrors() {
        return errors > 0;
    }

    int errors() {
        return errors;
    }

    /** Something in the mode that this line entered was wrong, so that what it lacks may be just that. */
    void markIncomplete(Position opening) {
        incomplete.add(opening.line());
    }

    /** Whether something went wrong in the mode that this line entered. */
    public boolean isIncomplete(Position opening) {
        return incomplete.contains(opening.line());
    }

    /** How many were found beyond those that are kept. */
    public int dropped() {
        return dropped;
    }

    /** In the order of the file. */
    public List<Finding> inOrder() {
        return list.stream()
                .sorted(Comparator.comparingInt((Finding f) -> f.at().line()).thenComparingInt(f -> f.at().column()))
                .toList();
    }

    private void add(Finding finding) {
        if (list.size() < MAX) {
            list.add(finding);
        } else if (finding.isError() && list.removeIf(f -> !f.isError())) {
            list.add(finding); // errors come before warnings when there is no room for both
        } else {
            dropped++;
        }
    }
}
