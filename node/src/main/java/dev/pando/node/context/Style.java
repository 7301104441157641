package dev.pando.node.context;

import dev.pando.node.answer.ModelCard;

/// How a model wants to be told what is known.
public enum Style {
    /// The bundled model: notes and one question, no system turn and no earlier turns.
    NOTES,
    /// Any other chat model: a system turn, the conversation, and notes with the last question.
    CHAT;

    /// The style of a model.
    ///
    /// @param model its name, as a [dev.pando.node.answer.ModelCard] has it
    public static Style of(String model) {
        return ModelCard.isBundled(model) ? NOTES : CHAT;
    }
}
