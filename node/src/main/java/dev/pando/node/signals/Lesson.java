package dev.pando.node.signals;

/// What can be learned from one thing that a person did (H3LIX §3.3).
public sealed interface Lesson {

    /// Characters of a text of a lesson.
    int TEXT_CHARS_MAX = 1 << 20;

    /// A person wrote what the answer should have been.
    ///
    /// @param instruction what was asked
    /// @param wrong       what was answered
    /// @param right       what should have been
    record CorrectedAnswer(String instruction, String wrong, String right) implements Lesson {}

    /// Of two answers to the same question a person preferred one.
    ///
    /// @param instruction what was asked
    /// @param chosen      the better answer
    /// @param rejected    the other
    record PreferredPair(String instruction, String chosen, String rejected) implements Lesson {}

    /// A person found an answer good.
    ///
    /// @param instruction what was asked
    /// @param response    what was answered
    record InstructionResponse(String instruction, String response) implements Lesson {}

    /// What was answered, and what was answered when the question was put in other words; or an answer that was not
    /// wanted, with no other yet.
    ///
    /// @param instruction      what was asked
    /// @param response         what was answered
    /// @param otherInstruction what was asked instead; empty if nothing was
    /// @param otherResponse    what was answered to that; empty if nothing was
    record Counterfactual(String instruction, String response, String otherInstruction, String otherResponse)
            implements
                Lesson {}
}
