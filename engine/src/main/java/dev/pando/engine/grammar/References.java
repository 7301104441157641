package dev.pando.engine.grammar;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Where `$ref`s of a schema lead: `#` and JSON pointers within it; nothing is ever fetched.
final class References {

    private final JsonNode root;
    private final Map<String, Boolean> recursive = new HashMap<>();

    References(JsonNode root) {
        this.root = root;
    }

    /// The schema that a reference names.
    ///
    /// @throws GrammarException if it leads out of the schema or to nothing
    JsonNode target(String reference, String place) {
        if (!reference.startsWith("#")) {
            throw new GrammarException(place, "$ref " + Literal.shown(reference) + ": only references within the schema"
                    + " are followed");
        }
        JsonNode target = find(reference);
        if (!target.isMissingNode()) return target;
        throw new GrammarException(place, "$ref " + Literal.shown(reference) + " leads nowhere");
    }

    private JsonNode find(String reference) {
        try {
            String pointer = URLDecoder.decode(reference.substring(1).replace("+", "%2B"), StandardCharsets.UTF_8);
            return root.at(JsonPointer.compile(pointer));
        } catch (IllegalArgumentException e) {
            return MissingNode.getInstance();
        }
    }

    /// Whether following a reference may lead to itself again.
    ///
    /// @throws GrammarException if it leads to itself before any byte is written
    boolean isRecursive(String reference, String place) {
        Boolean known = recursive.get(reference);
        if (known == null) {
            checkStart(reference, place);
            Set<String> seen = new HashSet<>();
            Deque<String> open = new ArrayDeque<>(within(target(reference, place)));
            while (!open.isEmpty()) {
                String next = open.pop();
                if (next.startsWith("#") && seen.add(next)) open.addAll(within(find(next)));
            }
            recursive.put(reference, known = seen.contains(reference));
        }
        return known;
    }

    // A schema that is nothing but a reference, and so on, until it is itself again.
    private void checkStart(String reference, String place) {
        Set<String> seen = new HashSet<>();
        JsonNode schema = target(reference, place);
        while (schema.has("$ref")) {
            if (!seen.add(schema.get("$ref").asText())) {
                throw new GrammarException(place, "$ref " + Literal.shown(reference) + " refers to itself alone");
            }
            schema = target(schema.get("$ref").asText(), place);
        }
    }

    // Everything that looks like a reference, also in what is data: rather one too many.
    private static List<String> within(JsonNode schema) {
        List<String> found = new ArrayList<>();
        Deque<JsonNode> open = new ArrayDeque<>(List.of(schema));
        while (!open.isEmpty()) {
            JsonNode node = open.pop();
            if (node.path("$ref").isTextual()) found.add(node.get("$ref").textValue());
            node.forEach(open::push);
        }
        return found;
    }
}
