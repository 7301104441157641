package dev.pando.node.answer;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// The tools of a request, and whether the model has to use them.
///
/// @param tools what there is
/// @param use   whether it may, must or must not call one
public record Toolset(List<Tool> tools, Use use) {

    /// Tools of one request, as OpenAI's interface allows.
    public static final int TOOLS_MAX = 128;
    /// No tools at all.
    public static final Toolset NONE = new Toolset(List.of(), Use.FREE);

    /// What the model may do with its tools.
    public enum Use {
        /// Call some, or answer in words.
        FREE,
        /// Call at least one. To ask for a certain one, offer it alone.
        REQUIRED,
        /// Know of them, and answer in words.
        FORBIDDEN
    }

    /// Copies the tools and refuses too many, two of one name, and a duty to use none.
    public Toolset {
        tools = List.copyOf(tools);
        Objects.requireNonNull(use);
        if (tools.size() > TOOLS_MAX)
            throw new IllegalArgumentException("tools: " + tools.size() + ", limit " + TOOLS_MAX);
        Set<String> names = new HashSet<>();
        for (Tool tool : tools) {
            if (!names.add(tool.name())) throw new IllegalArgumentException("tools: two are named " + tool.name());
        }
        if (tools.isEmpty() && use == Use.REQUIRED)
            throw new IllegalArgumentException("tool_choice: there is no tool to choose");
    }

    /// Whether the model may call anything.
    public boolean callable() {
        return !tools.isEmpty() && use != Use.FORBIDDEN;
    }
}
