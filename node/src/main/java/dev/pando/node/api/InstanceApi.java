package dev.pando.node.api;

import dev.pando.node.instance.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Everything that can be called under `/api/v1`: nothing else is served there, and all of it is described.
public final class InstanceApi {

    /// Where all paths begin.
    public static final String BASE = "/api/v1";

    private static final int NAME_CHARS_SHOWN = 40;

    private InstanceApi() {}

    /// The table of an instance and of what else a node has; its last operation describes all of them.
    ///
    /// @param more of [KnowledgeCalls], [SharingCalls], [GenomeCalls], [PeerCalls], [SplitCalls], [TrainingCalls]
    @SafeVarargs
    public static List<Operation> of(Instance instance, List<Operation>... more) {
        List<Operation> operations = new ArrayList<>();
        operations.addAll(ConversationCalls.of(instance));
        operations.addAll(MessageCalls.of(instance));
        operations.addAll(MemoryCalls.of(instance));
        operations.addAll(PersonCalls.of(instance));
        operations.addAll(SignalCalls.of(instance));
        operations.addAll(RuleCalls.of(instance));
        for (List<Operation> others : more) operations.addAll(others);
        return described(operations);
    }

    /// These operations, and one that describes them.
    ///
    /// A body may have the fields that its schema names, and no others: what is mistyped is refused, not ignored.
    public static List<Operation> described(List<Operation> given) {
        List<Operation> operations = new ArrayList<>();
        given.forEach(operation -> operations.add(operation.body().isEmpty() ? operation : strict(operation)));
        operations.add(new Operation("openapi", "GET", "/openapi.json", "Describes this interface.", List.of(), "",
                "OpenApi", (_, _) -> OpenApi.document(operations)));
        return List.copyOf(operations);
    }

    private static Operation strict(Operation operation) {
        Set<String> fields = OpenApi.fields(operation.body());
        return operation.before(call -> call.body().fieldNames().forEachRemaining(name -> {
            if (!fields.contains(name))
                throw ApiRefusal.bad(shown(name), "there is no such field; there are " + String.join(", ", fields));
        }));
    }

    private static String shown(String name) {
        return name.length() <= NAME_CHARS_SHOWN ? name : name.substring(0, NAME_CHARS_SHOWN) + "…";
    }
}
