package dev.pando.node.split;

/// Sees what a stage has computed before it is sent. For laboratories that break stages on purpose; nobody else.
@FunctionalInterface
public interface ResultHook {

    /// Sees nothing.
    ResultHook NONE = (_, _, _) -> {};

    /// Rows were computed. May change them, or take its time.
    ///
    /// @param start  position of the first row
    /// @param hidden (rows, width)
    void computed(int start, int rows, float[] hidden);
}
