package io.xfrmgate.ike.crypto;

/** The JDK's cipher provider by name, so that a provider installed before it on some host changes nothing here. */
final class JdkProvider {
    static final String NAME = "SunJCE";

    private JdkProvider() {}
}
