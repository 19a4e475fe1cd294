package io.xfrmgate.agent.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.stream.Stream;

/** The user behind a connection. */
final class PeerUser {
    private static final Path USERS = Path.of("/etc/passwd");

    private static final String ROOT = "0";

    private PeerUser() {}

    /** By the number, whatever its name. */
    static boolean isRoot(UserPrincipal user) throws IOException {
        return user.equals(USERS.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(ROOT));
    }

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
