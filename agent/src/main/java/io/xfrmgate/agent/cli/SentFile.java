package io.xfrmgate.agent.cli;

import io.xfrmgate.agent.vici.ViciMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A file for the daemon: as text, because the daemon sees little of the file system; one that is longer than a packet of the
 * control socket by its path, for the daemon to read.
 */
final class SentFile {
    private static final int MAX_TEXT = 480_000;

    /** A VICI value holds less than 64 KiB. */
    private static final int PIECE = 60_000;

    private SentFile() {}

    /** @throws IOException if it can not be read; the message is for the user */
    static ViciMessage.Builder of(Path file) throws IOException {
        Path path = file.toAbsolutePath().normalize();
        try {
            if (Files.size(path) > MAX_TEXT) {
                return ViciMessage.builder().put("file", path);
            }
            byte[] octets = Files.readAllBytes(path);
            return ViciMessage.builder().put("file", file).section("text", pieces -> {
                for (int from = 0; from < octets.length; from += PIECE) {
                    pieces.put(
                            "piece-" + from / PIECE,
                            Arrays.copyOfRange(octets, from, Math.min(octets.length, from + PIECE)));
                }
            });
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": there is no such file", e);
        }
    }
}
