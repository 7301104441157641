package dev.pando.node.api;

import dev.pando.node.instance.Instance;
import java.util.ArrayList;
import java.util.List;

/// Everything that can be called under `/api/v1`, for one instance.
public final class InstanceApi {

    /// Where all paths begin.
    public static final String BASE = "/api/v1";

    private InstanceApi() {}

    /// The table of operations; the last one describes all of them.
    public static List<Operation> of(Instance instance) {
        List<Operation> operations = new ArrayList<>();
        operations.addAll(ConversationCalls.of(instance));
        operations.addAll(MessageCalls.of(instance));
        operations.addAll(MemoryCalls.of(instance));
        operations.addAll(PersonCalls.of(instance));
        operations.addAll(SignalCalls.of(instance));
        operations.addAll(RuleCalls.of(instance));
        operations.add(new Operation("openapi", "GET", "/openapi.json", "Describes this interface.", List.of(), "",
                "OpenApi", (_, _) -> OpenApi.document(operations)));
        return List.copyOf(operations);
    }
}
