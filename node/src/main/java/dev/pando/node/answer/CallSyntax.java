package dev.pando.node.answer;

import dev.pando.engine.grammar.Form;
import dev.pando.engine.grammar.GrammarException;
import java.util.function.Predicate;

/// How a model writes that it wants a tool called. Which one it was trained on shows in its chat template.
enum CallSyntax {

    /// `<tool_call>\n{"name": …, "arguments": …}\n</tool_call>`, one after another: Hermes, Qwen, and models that are told.
    HERMES("<tool_call>", "</tool_call>", "arguments"),
    /// `{"name": …, "parameters": …}` and nothing else: Llama 3.
    LLAMA("{\"name\":", "", "parameters"),
    /// `[TOOL_CALLS] [{"name": …, "arguments": …}]`: Mistral.
    MISTRAL("[TOOL_CALLS]", "", "arguments");

    private static final Form SPACE = new Form.Times(new Form.Text(" "), 0, 1);

    private final String opening;
    private final String closing;
    private final String argumentsName;

    CallSyntax(String opening, String closing, String argumentsName) {
        this.opening = opening;
        this.closing = closing;
        this.argumentsName = argumentsName;
    }

    /// What a chat template was written for.
    static CallSyntax of(String template) {
        if (template.contains("[TOOL_CALLS]")) return MISTRAL;
        if (template.contains("<tool_call>")) return HERMES;
        return template.contains("\"parameters\"") || template.contains("ipython") ? LLAMA : HERMES;
    }

    /// What a call begins with.
    String opening() {
        return opening;
    }

    /// What ends a call; empty where it is the end of the answer.
    String closing() {
        return closing;
    }

    /// Whether a call stands at the beginning of an answer or not at all.
    boolean onlyFirst() {
        return this == LLAMA;
    }

    /// Calls of these tools, from behind the first opening to the end of the answer.
    ///
    /// @param followed whether a schema can be followed; where not, arguments are any object
    Form afterOpening(Toolset tools, Predicate<Form> followed) {
        return switch (this) {
            case HERMES -> several(new Form.All(new Form.Text("\n"), call(tools, followed),
                    new Form.Text("\n" + closing)), "\n" + opening, tools.callsMax());
            case LLAMA -> afterName(tools, followed);
            case MISTRAL -> new Form.All(SPACE, new Form.Text("["),
                    several(call(tools, followed), ", ", tools.callsMax()), new Form.Text("]"));
        };
    }

    private static Form several(Form call, String between, int most) {
        if (most == 1) return call;
        return new Form.All(call, new Form.Times(new Form.All(new Form.Text(between), call), 0, most - 1));
    }

    private Form call(Toolset tools, Predicate<Form> followed) {
        return new Form.All(new Form.Text("{\"name\":"), afterName(tools, followed));
    }

    private Form afterName(Toolset tools, Predicate<Form> followed) {
        return new Form.OneOf(tools.tools().stream().map(tool -> (Form) new Form.All(SPACE,
                new Form.Text("\"" + tool.name() + "\","), SPACE, new Form.Text("\"" + argumentsName + "\":"), SPACE,
                arguments(tool, followed), new Form.Text("}"))).toList());
    }

    // A tool's schema describes its arguments to the model anyway: one that cannot be followed is no reason to refuse it.
    private static Form arguments(Tool tool, Predicate<Form> followed) {
        Form schema = new Form.Schema(tool.parameters());
        return followed.test(schema) ? schema : new Form.AnyObject();
    }

    /// Whether `check` has nothing against a form.
    static Predicate<Form> followedBy(java.util.function.Consumer<Form> check) {
        return form -> {
            try {
                check.accept(form);
                return true;
            } catch (GrammarException e) {
                return false;
            }
        };
    }
}
