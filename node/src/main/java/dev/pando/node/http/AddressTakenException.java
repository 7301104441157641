package dev.pando.node.http;

/// The address that a server shall listen on cannot be had; the message is one line for the person who chose it.
public final class AddressTakenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /// @param message which address, and what to do
    AddressTakenException(String message) {
        super(message, null, false, false);
    }
}
