package io.xfrmgate.lab;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the lab's scripts are. */
final class Lab {
    private Lab() {}

    /** The module's directory: the property {@code lab.directory}, or found from the working directory. */
    static Path directory() {
        Path directory = Path.of(System.getProperty("lab.directory", "."))
                .toAbsolutePath()
                .normalize();
        Path lab = Files.isDirectory(directory.resolve("scenarios")) ? directory : directory.resolve("lab");
        if (!Files.isDirectory(lab.resolve("scenarios"))) {
            throw new IllegalStateException("no lab/scenarios at " + directory + "; set the property lab.directory");
        }
        return lab;
    }
}
