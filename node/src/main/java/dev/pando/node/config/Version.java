package dev.pando.node.config;

/// Which Pando this is.
public final class Version {

    /// The version that the code belongs to, as the poms say it without "-SNAPSHOT".
    public static final String NUMBER = "0.1.0";

    private Version() {}
}
