package dev.pando.node.signals;

import dev.pando.node.signals.Lesson.CorrectedAnswer;
import dev.pando.node.signals.Lesson.Counterfactual;
import dev.pando.node.signals.Lesson.InstructionResponse;
import dev.pando.node.signals.Lesson.PreferredPair;

/// A lesson as it lies in the table `signal`, where all kinds share four columns of text.
///
/// @param type             the kind's word
/// @param instruction      what was asked
/// @param response         what should be answered; for a counterfactual, what was
/// @param otherInstruction for a counterfactual, what was asked instead
/// @param otherResponse    what was not wanted; for a counterfactual, what was answered instead
record LessonRow(String type, String instruction, String response, String otherInstruction, String otherResponse) {

    static final String CORRECTED = "corrected_answer", PREFERRED = "preferred_pair",
            INSTRUCTION = "instruction_response", COUNTERFACTUAL = "counterfactual";

    static LessonRow of(Lesson lesson) {
        return switch (lesson) {
            case CorrectedAnswer l -> new LessonRow(CORRECTED, l.instruction(), l.right(), "", l.wrong());
            case PreferredPair l -> new LessonRow(PREFERRED, l.instruction(), l.chosen(), "", l.rejected());
            case InstructionResponse l -> new LessonRow(INSTRUCTION, l.instruction(), l.response(), "", "");
            case Counterfactual l -> new LessonRow(COUNTERFACTUAL, l.instruction(), l.response(), l.otherInstruction(),
                    l.otherResponse());
        };
    }

    Lesson lesson() {
        return switch (type) {
            case CORRECTED -> new CorrectedAnswer(instruction, otherResponse, response);
            case PREFERRED -> new PreferredPair(instruction, response, otherResponse);
            case INSTRUCTION -> new InstructionResponse(instruction, response);
            case COUNTERFACTUAL -> new Counterfactual(instruction, response, otherInstruction, otherResponse);
            default -> throw new IllegalStateException("a signal of type " + type);
        };
    }
}
