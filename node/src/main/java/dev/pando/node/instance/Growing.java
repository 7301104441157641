package dev.pando.node.instance;

import dev.pando.node.answer.Event;
import dev.pando.node.answer.ToolCall;
import java.util.ArrayList;
import java.util.List;

/// The text and the calls of an answer, put together from their pieces.
final class Growing {

    private static final class Call {
        private String id = "";
        private String name = "";
        private final StringBuilder arguments = new StringBuilder();
    }

    private final StringBuilder text = new StringBuilder();
    private final List<Call> calls = new ArrayList<>();

    void add(Event.Piece piece) {
        text.append(piece.text());
    }

    void add(Event.CallPiece piece) {
        while (calls.size() <= piece.index()) calls.add(new Call());
        Call call = calls.get(piece.index());
        if (!piece.id().isEmpty()) call.id = piece.id();
        if (!piece.name().isEmpty()) call.name = piece.name();
        call.arguments.append(piece.arguments());
    }

    String text() {
        return text.toString();
    }

    List<ToolCall> calls() {
        return calls.stream().map(c -> new ToolCall(c.id, c.name, c.arguments.toString())).toList();
    }
}
