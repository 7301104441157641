package dev.pando.node.api;

import dev.pando.node.identity.Profile;
import dev.pando.node.instance.Instance;
import java.util.List;

/// Who this node is, and what its person told about themselves.
final class PersonCalls {

    private PersonCalls() {}

    static List<Operation> of(Instance instance) {
        Profile profile = instance.profile();
        return List.of(
                new Operation("identity", "GET", "/identity", "The node's public key.", List.of(), "", "Identity",
                        (_, _) -> Views.object().put("public_key", instance.key().publicHex()).put("algorithm",
                                "Ed25519")),
                new Operation("profile", "GET", "/profile", "What the person told about themselves.", List.of(), "",
                        "Profile", (_, _) -> Views.list("facts", profile.facts(), Views::of)),
                new Operation("putFact", "PUT", "/profile", "Writes a fact down; one of the same name is replaced.",
                        List.of(),
                        "NewFact", "Fact", (call, _) -> Views.of(profile.put(call.text("name"), call.text("value")))),
                new Operation("changeFact", "PATCH", "/profile/{id}", "Changes a fact.", List.of(), "FactChange",
                        "Fact",
                        (call, _) -> profile.change(call.id(), call.optionalText("name"), call.optionalText("value"))
                                .map(Views::of).orElseThrow(() -> none(call))),
                new Operation("forgetFact", "DELETE", "/profile/{id}", "Forgets a fact.", List.of(), "", "",
                        (call, _) -> {
                            if (!profile.forget(call.id())) throw none(call);
                            return null;
                        }));
    }

    private static ApiRefusal none(Call call) {
        return ApiRefusal.notThere("fact " + call.id());
    }
}
