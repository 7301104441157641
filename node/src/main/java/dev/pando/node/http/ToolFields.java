package dev.pando.node.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pando.node.answer.Format;
import dev.pando.node.answer.Tool;
import dev.pando.node.answer.ToolCall;
import dev.pando.node.answer.Toolset;
import dev.pando.node.answer.Toolset.Use;
import java.util.ArrayList;
import java.util.List;

/// Reads what requests say about tools and formats: all interfaces say nearly the same.
final class ToolFields {

    private static final String NO_PARAMETERS = "{\"type\":\"object\",\"properties\":{}}";

    private ToolFields() {}

    /// The tools of a request.
    ///
    /// @param schemaName what the field with a tool's parameters is called
    /// @throws ApiException naming `tools`
    static List<Tool> tools(JsonNode request, String schemaName) {
        JsonNode node = request.path("tools");
        if (node.isMissingNode() || node.isNull()) return List.of();
        if (!node.isArray()) throw ApiException.bad("tools", "tools: must be an array");
        List<Tool> tools = new ArrayList<>();
        for (JsonNode one : node) tools.add(tool(one, schemaName, "tools[" + tools.size() + "]"));
        return tools;
    }

    private static Tool tool(JsonNode node, String schemaName, String place) {
        String type = node.path("type").asText("function");
        boolean known = type.equals("function") || type.equals("custom") && node.has(schemaName);
        if (!known) throw ApiException.bad("tools", place + ".type: only function is supported");
        JsonNode function = node.path("function").isObject() ? node.get("function") : node;
        JsonNode parameters = function.path(schemaName);
        if (!parameters.isObject() && !parameters.isMissingNode() && !parameters.isNull()) {
            throw ApiException.bad("tools", place + "." + schemaName + ": must be an object");
        }
        try {
            return new Tool(function.path("name").asText(""), function.path("description").asText(""),
                    parameters.isObject() ? parameters.toString() : NO_PARAMETERS);
        } catch (IllegalArgumentException e) {
            throw ApiException.bad("tools", place + ".name: " + e.getMessage());
        }
    }

    /// The tools that a request offers under a choice.
    ///
    /// @param only    the one tool that must be called; empty for any
    /// @param several whether one answer may call more than once
    static Toolset toolset(List<Tool> tools, Use use, String only, boolean several) {
        int callsMax = several ? Toolset.CALLS_MAX : 1;
        try {
            if (only.isEmpty()) return new Toolset(tools, use, callsMax);
            List<Tool> one = tools.stream().filter(t -> t.name().equals(only)).toList();
            if (one.isEmpty()) throw ApiException.bad("tool_choice", "tool_choice: there is no tool of that name");
            return new Toolset(one, Use.REQUIRED, callsMax);
        } catch (IllegalArgumentException e) {
            throw ApiException.bad(e.getMessage().split(":", 2)[0], e.getMessage());
        }
    }

    /// Tools and choice as OpenAI's interfaces word them.
    static Toolset openAi(JsonNode request) {
        JsonNode choice = request.path("tool_choice");
        List<Tool> tools = tools(request, "parameters");
        String name = choice.path("function").path("name").asText(choice.path("name").asText(""));
        boolean several = new Fields(request).flag("parallel_tool_calls", true);
        return switch (choice.isTextual() ? choice.textValue() : choice.isObject() ? "named" : "auto") {
            case "auto" -> toolset(tools, Use.FREE, "", several);
            case "none" -> toolset(tools, Use.FORBIDDEN, "", several);
            case "required" -> toolset(tools, Use.REQUIRED, "", several);
            case "named" -> {
                if (name.isEmpty()) throw ApiException.bad("tool_choice", "tool_choice: names no function");
                yield toolset(tools, Use.REQUIRED, name, several);
            }
            default -> throw ApiException.bad("tool_choice", "tool_choice: none, auto, required or a function");
        };
    }

    /// The calls of an assistant's message, in OpenAI's and in Ollama's words: arguments are JSON text or an object.
    static List<ToolCall> calls(JsonNode message, String place) {
        List<ToolCall> calls = new ArrayList<>();
        for (JsonNode call : message.path("tool_calls")) {
            JsonNode function = call.path("function"), arguments = function.path("arguments");
            if (!function.path("name").isTextual()) {
                throw ApiException.bad("messages", place + ".tool_calls: a call names its function");
            }
            calls.add(new ToolCall(call.path("id").asText(""), function.get("name").textValue(),
                    arguments.isTextual()
                            ? arguments.textValue()
                            : arguments.isObject() ? arguments.toString() : "{}"));
        }
        return calls;
    }

    /// A format as OpenAI's interfaces word it.
    ///
    /// @param node   the format; may be missing
    /// @param place  where it stands in the request
    /// @param inside the field of it in which the schema lies; empty if that is the format itself
    static Format format(JsonNode node, String place, String inside) {
        if (!node.isObject() && !node.isMissingNode() && !node.isNull())
            throw ApiException.bad(place, place + ": must be an object");
        return switch (node.path("type").asText("text")) {
            case "text" -> Format.TEXT;
            case "json_object" -> new Format.JsonObject();
            case "json_schema" -> {
                JsonNode schema = (inside.isEmpty() ? node : node.path(inside)).path("schema");
                String at = place + (inside.isEmpty() ? "" : "." + inside) + ".schema";
                if (!schema.isObject()) throw ApiException.bad(place, at + ": must be an object");
                yield new Format.Schema(schema.toString());
            }
            default -> throw ApiException.bad(place, place + ".type: text, json_object or json_schema");
        };
    }
}
