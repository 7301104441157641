package dev.pando.node.rules;

import dev.pando.node.answer.Tool;

/// Something that can be done for a model that asks for it.
public interface Action {

    /// What the model is told of it.
    Tool tool();

    /// What it does to the world.
    Effect effect();

    /// Does it. Only [Rules] can make the permit that it takes, so nobody runs it past them.
    ///
    /// @param permit says what was permitted: its arguments are the ones to use
    /// @return what the model is told, in words or JSON
    /// @throws Exception if it cannot be done; the message is what the model is told
    String run(Permit permit) throws Exception;

    /// What doing something does to the world.
    enum Effect {
        /// Nothing.
        LOOKS,
        /// Something that can be taken back.
        REVERSIBLE,
        /// Something that cannot be taken back: every single time waits for a person's yes.
        IRREVERSIBLE
    }
}
