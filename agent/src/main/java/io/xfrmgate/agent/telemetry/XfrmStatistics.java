package io.xfrmgate.agent.telemetry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What IPsec in the kernel dropped, and why: /proc/net/xfrm_stat (Documentation/networking/xfrm_proc.rst). The open file
 * belongs to the network namespace of the thread that opened it, whoever reads it.
 */
final class XfrmStatistics implements AutoCloseable {
    private static final Path FILE = Path.of("/proc/thread-self/net/xfrm_stat");
    private static final int ROOM = 8 << 10;

    private final Optional<FileChannel> file;

    private XfrmStatistics(Optional<FileChannel> file) {
        this.file = file;
    }

    /** Opens those of the calling thread's network namespace; a kernel without them (CONFIG_XFRM_STATISTICS) has none to tell. */
    static XfrmStatistics open() throws IOException {
        return open(FILE);
    }

    static XfrmStatistics open(Path path) throws IOException {
        try {
            return new XfrmStatistics(Optional.of(FileChannel.open(path, StandardOpenOption.READ)));
        } catch (NoSuchFileException e) {
            return new XfrmStatistics(Optional.empty());
        }
    }

    /** The counters by the kernel's own names, such as XfrmInNoStates. */
    Map<String, Long> read() throws IOException {
        if (file.isEmpty()) {
            return Map.of();
        }
        ByteBuffer buffer = ByteBuffer.allocate(ROOM);
        while (buffer.hasRemaining() && file.get().read(buffer, buffer.position()) > 0) {
            // the file comes in as many parts as the kernel likes
        }
        Map<String, Long> counters = new TreeMap<>();
        String text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII);
        for (String line : text.split("\n")) {
            String[] words = line.trim().split("\\s+");
            if (words.length == 2 && words[1].matches("\\d{1,18}")) {
                counters.put(words[0], Long.parseLong(words[1]));
            }
        }
        return counters;
    }

    @Override
    public void close() {
        file.ifPresent(open -> {
            try {
                open.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
