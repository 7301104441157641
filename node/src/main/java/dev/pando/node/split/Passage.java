package dev.pando.node.split;

import java.util.Arrays;

/// What one sequence has sent through one link, so that it can be sent again: to whoever takes over from a lost stage, or
/// to a witness. And where the sequence is now. One thread at a time.
final class Passage implements AutoCloseable {

    /// A sequence at a stage.
    static final class Visit {
        private Stage stage;
        private Stage.Session session;

        boolean isAt(Stage other) {
            return session != null && stage == other;
        }

        Stage stage() {
            return stage;
        }

        Stage.Session session() {
            return session;
        }

        void enter(Stage at, Stage.Session begun) {
            leave();
            stage = at;
            session = begun;
        }

        void leave() {
            if (session != null) session.close();
            session = null;
            stage = null;
        }
    }

    private final int width;
    private float[] inputs = {}; // (position, width)
    final Visit visit = new Visit();
    final Visit witnessed = new Visit();

    Passage(int width) {
        this.width = width;
    }

    /// Remembers rows from position `start` on; what was there and beyond is forgotten.
    void remember(int start, int rows, float[] hidden) {
        int end = (start + rows) * width;
        if (inputs.length < end) inputs = Arrays.copyOf(inputs, Math.max(end, inputs.length * 2));
        System.arraycopy(hidden, 0, inputs, start * width, rows * width);
    }

    /// What was remembered: (position, width).
    float[] inputs() {
        return inputs;
    }

    int width() {
        return width;
    }

    @Override
    public void close() {
        visit.leave();
        witnessed.leave();
    }
}
