package dev.pando.node.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pando.node.api.Operation.Parameter;
import dev.pando.node.instance.Instance;
import dev.pando.node.memory.Memories;
import java.util.List;

/// What is remembered.
final class MemoryCalls {

    private static final int PAGE = 20;

    private MemoryCalls() {}

    static List<Operation> of(Instance instance) {
        Memories memories = instance.memories();
        return List.of(
                new Operation("listMemories", "GET", "/memories",
                        "Memories, the newest first; with a query, the best fit first.",
                        List.of(new Parameter("query", "string", "What to look for, in any words."),
                                new Parameter("before", "integer",
                                        "Only those with a smaller number; not with a query."),
                                ConversationCalls.limit(Memories.HITS_MAX)),
                        "", "Memories", (call, _) -> list(memories, call)),
                new Operation("noteMemory", "POST", "/memories", "Writes a note to be remembered.", List.of(), "Text",
                        "Memory", (call, _) -> Views.of(memories.note(call.text("text")))),
                new Operation("memory", "GET", "/memories/{id}", "One memory.", List.of(), "", "Memory",
                        (call, _) -> memories.memory(call.id()).map(Views::of).orElseThrow(() -> none(call))),
                new Operation("changeMemory", "PATCH", "/memories/{id}", "Changes what is remembered.", List.of(),
                        "Text",
                        "Memory", (call, _) -> memories.change(call.id(), call.text("text")).map(Views::of)
                                .orElseThrow(() -> none(call))),
                new Operation("forgetMemory", "DELETE", "/memories/{id}", "Forgets a memory for good.", List.of(), "",
                        "",
                        (call, _) -> {
                            if (!memories.forget(call.id())) throw none(call);
                            return null;
                        }));
    }

    private static ApiRefusal none(Call call) {
        return ApiRefusal.notThere("memory " + call.id());
    }

    private static JsonNode list(Memories memories, Call call) {
        int most = (int) call.number("limit", PAGE, 1, Memories.HITS_MAX);
        if (call.query("query").isBlank())
            return Views.list("memories", memories.list(call.number("before", Long.MAX_VALUE, 0, Long.MAX_VALUE), most),
                    Views::of);
        return Views.list("memories", memories.search(call.query("query"), most), Views::of);
    }
}
