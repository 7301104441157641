package dev.pando.node.rules;

/// What became of a request to run a tool.
public sealed interface Outcome {

    /// What the model is told.
    String told();

    /// It ran.
    ///
    /// @param told its result
    record Done(String told) implements Outcome {}

    /// It ran and failed.
    ///
    /// @param told why
    record Failed(String told) implements Outcome {}

    /// It may not run.
    ///
    /// @param told why
    record Refused(String told) implements Outcome {}

    /// It waits for a person.
    ///
    /// @param approval what they have to decide
    record Waiting(long approval) implements Outcome {

        @Override
        public String told() {
            return "This cannot be taken back, so it waits for the person's approval (number " + approval
                    + "). It has not been done.";
        }
    }
}
