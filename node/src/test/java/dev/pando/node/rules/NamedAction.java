package dev.pando.node.rules;

import dev.pando.node.answer.Tool;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// An action that only remembers with which arguments it ran.
public final class NamedAction implements Action {

    private final Tool tool;
    private final Effect effect;
    private final List<String> runs = Collections.synchronizedList(new ArrayList<>());

    /// An action of this name and effect.
    public NamedAction(String name, Effect effect) {
        this.tool = new Tool(name, "does " + name, "{\"type\":\"object\"}");
        this.effect = effect;
    }

    /// The arguments of each run.
    public List<String> runs() {
        return List.copyOf(runs);
    }

    @Override
    public Tool tool() {
        return tool;
    }

    @Override
    public Effect effect() {
        return effect;
    }

    @Override
    public String run(Permit permit) {
        String arguments = permit.use(tool.name());
        runs.add(arguments);
        if (arguments.contains("\"fail\"")) throw new IllegalStateException("it failed");
        return "did " + tool.name();
    }
}
