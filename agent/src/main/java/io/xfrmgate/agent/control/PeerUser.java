package io.xfrmgate.agent.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The user behind a connection, for the log. */
final class PeerUser {
    private static final Path USERS = Path.of("/etc/passwd");

    private PeerUser() {}

    /** {@code 0(root)} where the local user database has the name; else what the system calls the user: mostly the number. */
    static String name(String user) {
        try (Stream<String> lines = Files.lines(USERS)) {
            return lines.map(line -> line.split(":", 4))
                    .filter(fields -> fields.length > 2 && fields[0].equals(user))
                    .findFirst()
                    .map(fields -> fields[2] + "(" + user + ")")
                    .orElse(user);
        } catch (IOException | java.io.UncheckedIOException e) {
            return user;
        }
    }
}
