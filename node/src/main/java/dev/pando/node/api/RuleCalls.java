package dev.pando.node.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.node.api.Operation.Parameter;
import dev.pando.node.instance.Instance;
import dev.pando.node.rules.Approval;
import dev.pando.node.rules.Rules;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What may be done, what waits for a yes, and what was done.
final class RuleCalls {

    private static final int PAGE = 100, PAGE_MAX = 500;

    private RuleCalls() {}

    static List<Operation> of(Instance instance) {
        Rules rules = instance.rules();
        return List.of(
                new Operation("tools", "GET", "/tools",
                        "Every tool, what it does to the world, and whether it is allowed.",
                        List.of(), "", "Tools", (_, _) -> Views.list("tools", rules.known(), Views::of)),
                new Operation("allowTool", "PUT", "/tools/{name}", "Puts a tool on the allow-list, or takes it off.",
                        List.of(),
                        "Allowed", "Tools", (call, _) -> {
                            if (!call.body().hasNonNull("allowed")) throw ApiRefusal.bad("allowed", "it is missing");
                            if (!rules.allow(call.path().get("name"), call.flag("allowed", false)))
                                throw ApiRefusal.notThere("tool of this name");
                            return Views.list("tools", rules.known(), Views::of);
                        }),
                new Operation("listApprovals", "GET", "/approvals",
                        "What waits for a yes, and what became of the rest.",
                        List.of(new Parameter("state", "string", "Only pending, denied, running, done or failed."),
                                ConversationCalls.limit(PAGE_MAX)),
                        "", "Approvals", (call, _) -> Views.list("approvals",
                                rules.approvals(state(call), (int) call.number("limit", PAGE, 1, PAGE_MAX)),
                                Views::of)),
                new Operation("decide", "POST", "/approvals/{id}",
                        "Says yes or no; yes runs the tool now, once. What became of it is the message `turn`; have that answered and the model goes on.",
                        List.of(),
                        "Decision", "Approval", (call, _) -> decide(instance, call)),
                new Operation("audit", "GET", "/audit", "What was asked for, decided and done, the newest first.",
                        List.of(new Parameter("before", "integer", "Only lines with a smaller number."),
                                ConversationCalls.limit(PAGE_MAX)),
                        "", "Audit", (call, _) -> audit(rules, call)));
    }

    private static Optional<Approval.State> state(Call call) {
        String word = call.query("state");
        if (word.isEmpty()) return Optional.empty();
        return Optional.of(Arrays.stream(Approval.State.values()).filter(s -> s.word().equals(word)).findFirst()
                .orElseThrow(() -> ApiRefusal.bad("state", "one of pending, approved, denied, running, done, failed")));
    }

    private static JsonNode decide(Instance instance, Call call) {
        Rules rules = instance.rules();
        Optional<Approval> decided = switch (call.text("decision")) {
            case "approve" -> rules.approve(call.id());
            case "deny" -> rules.deny(call.id());
            default -> throw ApiRefusal.bad("decision", "one of approve, deny");
        };
        Approval approval = decided.orElseThrow(() -> ApiRefusal.notThere("approval " + call.id()));
        ObjectNode node = Views.of(approval);
        instance.dialogue().decided(approval).ifPresent(turn -> node.put("turn", turn.id()));
        return node;
    }

    private static JsonNode audit(Rules rules, Call call) {
        ObjectNode node = Views.list("lines",
                rules.audit().lines(call.number("before", Long.MAX_VALUE, 0, Long.MAX_VALUE),
                        (int) call.number("limit", PAGE, 1, PAGE_MAX)),
                Views::of);
        OptionalLong broken = rules.audit().firstBroken();
        return broken.isPresent() ? node.put("first_broken", broken.getAsLong()) : node.putNull("first_broken");
    }
}
