package io.xfrmgate.agent.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Whether lines go to systemd's journal: JOURNAL_STREAM of systemd.exec(5) names its stream, which children inherit. */
final class JournalStream {
    static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

    private JournalStream() {}

    /**
     * Whether a file is the stream.
     *
     * @param stream the variable's value, device and inode
     */
    static boolean is(Optional<String> stream, Path file) {
        if (stream.isEmpty()) {
            return false;
        }
        try {
            Map<String, Object> is = Files.readAttributes(file, "unix:dev,ino");
            return stream.get().equals(is.get("dev") + ":" + is.get("ino"));
        } catch (IOException | UnsupportedOperationException e) {
            return false; // then lines have their time themselves, which is never wrong
        }
    }
}
