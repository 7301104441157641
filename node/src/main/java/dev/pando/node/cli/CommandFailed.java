package dev.pando.node.cli;

/// A command that cannot do what it was told, in one line; it ends with exit status 1.
final class CommandFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CommandFailed(String message) {
        super(message, null, false, false);
    }
}
