package dev.pando.node.config;

/// A setting that cannot be understood, in one line.
public final class ConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ConfigurationException(String message) {
        super(message, null, false, false);
    }
}
