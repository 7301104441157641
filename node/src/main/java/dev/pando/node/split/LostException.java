package dev.pando.node.split;

/// A stage, or one sequence at a stage that lives, is no more. Never leaves this room: somebody else takes over.
final class LostException extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean stage;

    private LostException(boolean stage, String why, Throwable cause) {
        super(why, cause);
        this.stage = stage;
    }

    /// The whole stage.
    static LostException stage(String why, Throwable cause) {
        return new LostException(true, why, cause);
    }

    /// One sequence: a new one at the same stage can take its place.
    static LostException session(String why, Throwable cause) {
        return new LostException(false, why, cause);
    }

    boolean isStage() {
        return stage;
    }
}
