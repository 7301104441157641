package dev.pando.node.api;

import dev.pando.node.api.Operation.Parameter;
import dev.pando.node.instance.Instance;
import dev.pando.node.signals.Lesson;
import dev.pando.node.signals.Signals;
import java.util.List;

/// What can be learned from the person, to be seen, changed and deleted by them.
final class SignalCalls {

    private static final int PAGE = 50, PAGE_MAX = 200;

    private SignalCalls() {}

    static List<Operation> of(Instance instance) {
        Signals signals = instance.signals();
        return List.of(
                new Operation("listSignals", "GET", "/signals", "Learning signals, the newest first.",
                        List.of(new Parameter("type", "string",
                                "Only corrected_answer, preferred_pair, instruction_response or counterfactual."),
                                new Parameter("before", "integer", "Only those with a smaller number."),
                                ConversationCalls.limit(PAGE_MAX)),
                        "", "Signals", (call, _) -> Views.list("signals", signals.list(call.query("type"),
                                call.number("before", Long.MAX_VALUE, 0, Long.MAX_VALUE),
                                (int) call.number("limit", PAGE, 1, PAGE_MAX)), Views::of)),
                new Operation("signal", "GET", "/signals/{id}", "One learning signal.", List.of(), "", "Signal",
                        (call, _) -> signals.signal(call.id()).map(Views::of).orElseThrow(() -> none(call))),
                new Operation("changeSignal", "PATCH", "/signals/{id}",
                        "Changes the words of a lesson, by the names that its type has; the type stays.", List.of(),
                        "LessonChange", "Signal",
                        (call, _) -> signals.change(call.id(), lesson -> changed(lesson, call))
                                .map(Views::of).orElseThrow(() -> none(call))),
                new Operation("deleteSignal", "DELETE", "/signals/{id}", "Deletes a learning signal.", List.of(), "",
                        "",
                        (call, _) -> {
                            if (!signals.delete(call.id())) throw none(call);
                            return null;
                        }));
    }

    private static Lesson changed(Lesson lesson, Call call) {
        return switch (lesson) {
            case Lesson.CorrectedAnswer(String instruction, String wrong, String right) -> new Lesson.CorrectedAnswer(
                    or(call, "instruction", instruction), or(call, "wrong", wrong), or(call, "right", right));
            case Lesson.PreferredPair(String instruction, String chosen, String rejected) -> new Lesson.PreferredPair(
                    or(call, "instruction", instruction), or(call, "chosen", chosen), or(call, "rejected", rejected));
            case Lesson.InstructionResponse(String instruction, String response) -> new Lesson.InstructionResponse(
                    or(call, "instruction", instruction), or(call, "response", response));
            case Lesson.Counterfactual(String instruction, String response, String otherInstruction, String other) -> new Lesson.Counterfactual(
                    or(call, "instruction", instruction), or(call, "response", response),
                    or(call, "other_instruction", otherInstruction), or(call, "other_response", other));
        };
    }

    private static String or(Call call, String name, String otherwise) {
        return call.optionalText(name).orElse(otherwise);
    }

    private static ApiRefusal none(Call call) {
        return ApiRefusal.notThere("signal " + call.id());
    }
}
