package io.xfrmgate.agent.pki;

import java.util.List;

/** Reads what a configuration names. */
@FunctionalInterface
public interface PkiReader {
    /** Reads nothing: for those who only look at the text. */
    PkiReader NONE = sources -> new PkiLoader.Loaded(PkiSet.EMPTY, List.of(), List.of());

    /** See {@link PkiLoader#load}. */
    PkiLoader.Loaded read(PkiSources sources) throws InterruptedException;
}
