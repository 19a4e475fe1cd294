package io.xfrmgate.agent.config.model;

import java.util.List;

/**
 * A command of a context, or a mode with its lines, that is read and kept but does not take effect yet.
 *
 * @param header the line that entered it, or the command itself
 * @param mode whether it is a mode
 * @param lines of the mode
 */
public record RecordedSection(RecordedLine header, boolean mode, List<RecordedLine> lines) {
    public RecordedSection {
        lines = List.copyOf(lines);
    }
}
