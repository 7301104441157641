package dev.pando.node.conversation;

/// A conversation or turn that is not, or no longer, there.
public final class NotThere extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /// @param what which one, in words
    public NotThere(String what) {
        super("there is no " + what, null, false, false);
    }
}
