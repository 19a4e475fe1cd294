package io.xfrmgate.agent.cli;

import io.xfrmgate.agent.BuildVersion;
import picocli.CommandLine.IVersionProvider;

/** The version, for {@code --version}. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {"xfrmgate " + BuildVersion.current()};
    }
}
