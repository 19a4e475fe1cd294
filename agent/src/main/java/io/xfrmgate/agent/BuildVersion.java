package io.xfrmgate.agent;

import java.util.Objects;

/** Which xfrmgate this is. */
public final class BuildVersion {
    private BuildVersion() {}

    /** As the jar's manifest has it; {@code development} when run from classes. */
    public static String current() {
        return Objects.requireNonNullElse(BuildVersion.class.getPackage().getImplementationVersion(), "development");
    }
}
