package dev.pando.node.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.node.context.Source;
import dev.pando.node.conversation.Conversation;
import dev.pando.node.conversation.Turn;
import dev.pando.node.conversation.TurnHit;
import dev.pando.node.evidence.Evidence;
import dev.pando.node.identity.Fact;
import dev.pando.node.memory.Found;
import dev.pando.node.memory.Memory;
import dev.pando.node.rules.Approval;
import dev.pando.node.rules.AuditLog;
import dev.pando.node.rules.Rules;
import dev.pando.node.signals.Lesson;
import dev.pando.node.signals.Signal;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;

/// Records as JSON, the way `schemas.json` describes them.
public final class Views {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Views() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /// `{"<name>":[…]}`.
    static <T> ObjectNode list(String name, List<T> values, Function<T, ObjectNode> view) {
        ObjectNode node = object();
        ArrayNode array = node.putArray(name);
        values.forEach(value -> array.add(view.apply(value)));
        return node;
    }

    static ObjectNode of(Conversation c) {
        ObjectNode node = object().put("id", c.id()).put("title", c.title()).put("titled", c.titled())
                .put("instructions", c.instructions()).put("private", c.isPrivate());
        put(node, "leaf", c.leaf());
        return node.put("created_ms", c.createdMs()).put("changed_ms", c.changedMs());
    }

    static ObjectNode of(Turn t) {
        ObjectNode node = object().put("id", t.id()).put("conversation", t.conversation());
        put(node, "parent", t.parent());
        node.put("role", t.role().word()).put("content", t.content()).put("state", t.state().word()).put("note",
                t.note());
        ArrayNode calls = node.putArray("calls");
        t.calls().forEach(call -> calls.addObject().put("id", call.id()).put("name", call.name()).put("arguments",
                call.arguments()));
        put(node.put("call_id", t.callId()), "replaces", t.replaces());
        return node.put("thumb", t.thumb()).put("model", t.model()).put("created_ms", t.createdMs()).put("changed_ms",
                t.changedMs());
    }

    static ObjectNode of(TurnHit hit) {
        ObjectNode node = object();
        node.set("message", of(hit.turn()));
        return node.put("title", hit.title()).put("excerpt", hit.excerpt());
    }

    /// A memory, as `./pando memory` and the API show it.
    public static ObjectNode of(Memory m) {
        ObjectNode node = object().put("id", m.id()).put("kind", m.kind().word()).put("text", m.text());
        put(node, "message", m.message());
        return node.put("created_ms", m.createdMs()).put("changed_ms", m.changedMs());
    }

    /// A memory that was found, with its score.
    public static ObjectNode of(Found found) {
        ObjectNode node = of(found.memory()).put("score", found.score());
        return Double.isNaN(found.cosine()) ? node.putNull("cosine") : node.put("cosine", found.cosine());
    }

    static ObjectNode of(Evidence e) {
        ObjectNode node = object().put("message", e.message()).put("model", e.model()).put("sampling", e.sampling())
                .put("prompt_sha256", e.promptSha256()).put("prompt_tokens", e.promptTokens())
                .put("answer_tokens", e.answerTokens()).put("checked", e.checked().word())
                .put("checked_by", e.checkedBy());
        ArrayNode sources = node.putArray("sources"), turns = node.putArray("messages");
        e.sources().forEach(source -> sources.add(of(source)));
        e.turns().forEach(turns::add);
        ArrayNode genomes = node.putArray("genomes");
        e.genomes().forEach(g -> genomes.addObject().put("genome", g.genome()).put("weight", g.weight()));
        e.field().ifPresentOrElse(field -> node.set("field", of(field)), () -> node.putNull("field"));
        return node.put("created_ms", e.createdMs());
    }

    static ObjectNode of(Evidence.Source s) {
        ObjectNode node = object().put("number", s.number());
        put(node, "memory", s.memory());
        put(node, "note", s.note());
        node.put("author", s.author()).put("score", s.score()).put("text_sha256", s.textSha256())
                .put("cited", s.cited()).put("text", s.text())
                .put("as_it_was", s.asItWas());
        put(node, "message", s.turn());
        put(node, "conversation", s.conversation());
        return node.put("title", s.title());
    }

    static ObjectNode of(Evidence.Field f) {
        ObjectNode node = object().put("known", f.known()).put("confidence", f.confidence()).put("remark", f.remark());
        ArrayNode ways = node.putArray("ways");
        for (Evidence.Way w : f.ways()) {
            ObjectNode way = ways.addObject();
            w.names().forEach(way.putArray("names")::add);
            w.cites().forEach(way.putArray("cites")::add);
        }
        return node;
    }

    /// What an answer that begins may rest on.
    static ObjectNode of(Source source) {
        ObjectNode node = object().put("text", source.text()).put("score", source.score());
        return switch (source) {
            case Source.Remembered(Found found) -> node.put("memory", found.memory().id()).putNull("note").put("author",
                    "");
            case Source.Stated(var stated) -> node.putNull("memory").put("note", stated.note().id()).put("author",
                    stated.note().author().map(Object::toString).orElse(""));
        };
    }

    static ObjectNode of(Fact f) {
        ObjectNode node = object().put("id", f.id()).put("name", f.name()).put("value", f.value());
        put(node, "message", f.message());
        return node.put("created_ms", f.createdMs()).put("changed_ms", f.changedMs());
    }

    static ObjectNode of(Signal s) {
        ObjectNode node = object().put("id", s.id()).put("cause", s.cause().word()).put("message", s.message());
        put(node, "other_message", s.otherMessage());
        node.put("model", s.model()).put("changed_by_person", s.changedByPerson()).put("created_ms", s.createdMs())
                .put("changed_ms", s.changedMs());
        node.set("lesson", of(s.lesson()));
        return node;
    }

    static ObjectNode of(Lesson lesson) {
        return switch (lesson) {
            case Lesson.CorrectedAnswer l -> object().put("type", "corrected_answer")
                    .put("instruction", l.instruction())
                    .put("wrong", l.wrong()).put("right", l.right());
            case Lesson.PreferredPair l -> object().put("type", "preferred_pair").put("instruction", l.instruction())
                    .put("chosen", l.chosen()).put("rejected", l.rejected());
            case Lesson.InstructionResponse l -> object().put("type", "instruction_response")
                    .put("instruction", l.instruction()).put("response", l.response());
            case Lesson.Counterfactual l -> object().put("type", "counterfactual").put("instruction", l.instruction())
                    .put("response", l.response()).put("other_instruction", l.otherInstruction())
                    .put("other_response", l.otherResponse());
        };
    }

    static ObjectNode of(Rules.Known known) {
        return object().put("name", known.tool().name()).put("description", known.tool().description())
                .put("parameters", known.tool().parameters())
                .put("effect", known.effect().name().toLowerCase(java.util.Locale.ROOT))
                .put("allowed", known.allowed());
    }

    static ObjectNode of(Approval a) {
        ObjectNode node = object().put("id", a.id()).put("tool", a.tool()).put("arguments", a.arguments());
        put(node, "message", a.message());
        node.put("call_id", a.callId()).put("state", a.state().word()).put("result", a.result()).put("created_ms",
                a.createdMs());
        put(node, "decided_ms", a.decidedMs());
        return node;
    }

    static ObjectNode of(AuditLog.Line line) {
        ObjectNode node = object().put("id", line.id()).put("what", line.what()).put("tool", line.tool()).put("detail",
                line.detail());
        put(node, "approval", line.approval());
        return node.put("at_ms", line.atMs()).put("sha256", line.sha256());
    }

    private static void put(ObjectNode node, String name, OptionalLong value) {
        if (value.isPresent()) node.put(name, value.getAsLong());
        else
            node.putNull(name);
    }
}
