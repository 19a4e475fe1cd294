package io.xfrmgate.agent.pki;

/**
 * What is wrong with one object of the configuration.
 *
 * @param kind the command that names it: {@link #CERTIFICATE}, {@link #AUTHORITY} or {@link #LIST}
 * @param name of the object
 * @param where it comes from
 * @param why a sentence without its end
 * @param fix what to do
 */
public record PkiProblem(String kind, String name, String where, String why, String fix) {
    public static final String CERTIFICATE = "certificate";
    public static final String AUTHORITY = "ca-certificate";
    public static final String LIST = "ca-crl";

    @Override
    public String toString() {
        return kind + " " + name + " from " + where + ": " + why + "; " + fix;
    }
}
