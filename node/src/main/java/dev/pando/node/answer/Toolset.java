package dev.pando.node.answer;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// The tools of a request, and whether the model has to use them.
///
/// @param tools    what there is
/// @param use      whether it may, must or must not call one
/// @param callsMax calls of one answer at most; 1 to [#CALLS_MAX]
public record Toolset(List<Tool> tools, Use use, int callsMax) {

    /// Tools of one request, as OpenAI's interface allows.
    public static final int TOOLS_MAX = 128;
    /// Calls of one answer.
    public static final int CALLS_MAX = 8;
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

    /// Copies the tools and refuses too many, two of one name, a number of calls outside its range, and a duty to use none.
    public Toolset {
        tools = List.copyOf(tools);
        Objects.requireNonNull(use);
        if (tools.size() > TOOLS_MAX)
            throw new IllegalArgumentException("tools: " + tools.size() + ", limit " + TOOLS_MAX);
        if (callsMax < 1 || callsMax > CALLS_MAX)
            throw new IllegalArgumentException("calls: " + callsMax + ", from 1 to " + CALLS_MAX);
        Set<String> names = new HashSet<>();
        for (Tool tool : tools) {
            if (!names.add(tool.name())) throw new IllegalArgumentException("tools: two are named " + tool.name());
        }
        if (tools.isEmpty() && use == Use.REQUIRED)
            throw new IllegalArgumentException("tool_choice: there is no tool to choose");
    }

    /// Tools of which an answer may call several.
    public Toolset(List<Tool> tools, Use use) {
        this(tools, use, CALLS_MAX);
    }

    /// Whether the model may call anything.
    public boolean callable() {
        return !tools.isEmpty() && use != Use.FORBIDDEN;
    }
}
