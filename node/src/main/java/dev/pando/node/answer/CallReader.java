package dev.pando.node.answer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Finds calls of tools in a text that comes piece by piece. What is no call after all stays text.
final class CallReader {

    private static final JsonMapper JSON = JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final CallSyntax syntax;
    private final Supplier<String> ids;
    private final StringBuilder held = new StringBuilder(); // not told yet: it may be, or is, a call
    private boolean inside;
    private boolean told; // something that is not white space
    private int calls;

    /// @param ids names for calls
    CallReader(CallSyntax syntax, Supplier<String> ids) {
        this.syntax = syntax;
        this.ids = ids;
    }

    /// Calls found so far.
    int calls() {
        return calls;
    }

    /// What can be told after more text.
    List<Event> push(String text) {
        List<Event> events = new ArrayList<>();
        held.append(text);
        while (step(events)) {
        }
        return events;
    }

    /// What can be told when no more text comes.
    List<Event> finish() {
        List<Event> events = new ArrayList<>();
        String rest = held.toString();
        held.setLength(0);
        boolean none = rest.isBlank() && calls > 0;
        if (!none && !(inside && call(withoutMark(rest), events))) tell(rest, events);
        return events;
    }

    private boolean step(List<Event> events) {
        return inside ? close(events) : open(events);
    }

    private boolean open(List<Event> events) {
        int at = begins();
        if (at >= 0) {
            String before = held.substring(0, at);
            tell(before.stripTrailing(), events);
            held.delete(0, at);
            inside = true;
            return true;
        }
        int keep = keptBack();
        tell(held.substring(0, held.length() - keep), events);
        held.delete(0, held.length() - keep);
        return false;
    }

    // Where a call begins in what is held, or -1.
    private int begins() {
        int first = 0;
        while (first < held.length() && Character.isWhitespace(held.charAt(first))) first++;
        boolean atStart = !told && calls == 0 && first < held.length();
        return switch (syntax) {
            case HERMES -> held.indexOf(syntax.opening());
            case LLAMA -> atStart && held.charAt(first) == '{' ? first : -1;
            // The mark is a token without text in most vocabularies.
            case MISTRAL -> atStart && held.substring(first).startsWith("[{") ? first : held.indexOf(syntax.opening());
        };
    }

    // White space at the end, which may stand before a call, and what may be the beginning of one.
    private int keptBack() {
        int keep = 0;
        String opening = syntax.opening();
        for (int n = Math.min(opening.length() - 1, held.length()); n > 0 && keep == 0; n--) {
            if (held.substring(held.length() - n).equals(opening.substring(0, n))) keep = n;
        }
        while (keep < held.length() && Character.isWhitespace(held.charAt(held.length() - keep - 1))) keep++;
        return keep;
    }

    private boolean close(List<Event> events) {
        if (syntax.closing().isEmpty()) return false;
        int end = held.indexOf(syntax.closing());
        if (end < 0) return false;
        String whole = held.substring(0, end + syntax.closing().length());
        held.delete(0, whole.length());
        inside = false;
        if (!call(whole.substring(syntax.opening().length(), end), events)) tell(whole, events);
        return true;
    }

    private String withoutMark(String text) {
        String stripped = text.strip();
        return syntax != CallSyntax.LLAMA && stripped.startsWith(syntax.opening())
                ? stripped.substring(syntax.opening().length())
                : stripped;
    }

    private boolean call(String text, List<Event> events) {
        try {
            JsonNode json = JSON.readTree(text);
            Iterable<JsonNode> all = json.isArray() && !json.isEmpty() ? json : List.of(json);
            for (JsonNode one : all) if (!isCall(one)) return false;
            for (JsonNode one : all) {
                String arguments = JSON.writeValueAsString(argumentsOf(one));
                events.add(new Event.CallPiece(calls++, ids.get(), one.get("name").textValue(), ""));
                events.add(new Event.CallPiece(calls - 1, "", "", arguments));
            }
            return true;
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    private static boolean isCall(JsonNode json) {
        return json.path("name").isTextual() && argumentsOf(json).isObject();
    }

    private static JsonNode argumentsOf(JsonNode json) {
        return json.has("arguments") ? json.get("arguments") : json.path("parameters");
    }

    private void tell(String text, List<Event> events) {
        if (text.isEmpty()) return;
        told |= !text.isBlank();
        events.add(new Event.Piece(text, List.of()));
    }
}
