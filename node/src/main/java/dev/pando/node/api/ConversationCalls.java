package dev.pando.node.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.node.api.Operation.Parameter;
import dev.pando.node.conversation.Conversation;
import dev.pando.node.conversation.Conversations;
import dev.pando.node.instance.Instance;
import java.util.List;

/// Conversations and the search over what was said.
final class ConversationCalls {

    private static final int PAGE = 50;

    private ConversationCalls() {}

    static List<Operation> of(Instance instance) {
        Conversations all = instance.conversations();
        return List.of(
                new Operation("listConversations", "GET", "/conversations", "Conversations, the last used first.",
                        List.of(new Parameter("offset", "integer", "How many to leave out."),
                                limit(Conversations.PAGE_MAX)),
                        "",
                        "Conversations", (call, _) -> Views.list("conversations",
                                all.list((int) call.number("offset", 0, 0, Integer.MAX_VALUE),
                                        (int) call.number("limit", PAGE, 1, Conversations.PAGE_MAX)),
                                Views::of)),
                new Operation("beginConversation", "POST", "/conversations", "Begins a conversation.", List.of(),
                        "NewConversation", "Conversation", (call, _) -> Views.of(begin(instance, call))),
                new Operation("conversation", "GET", "/conversations/{id}",
                        "A conversation with all its messages; parents make them a tree, the leaf says which branch is shown.",
                        List.of(), "", "WholeConversation", (call, _) -> whole(all, call.id())),
                new Operation("changeConversation", "PATCH", "/conversations/{id}",
                        "Changes title, instructions, the branch that is shown, or whether anything may come of it.",
                        List.of(), "ConversationChange", "Conversation", (call, _) -> change(instance, call)),
                new Operation("deleteConversation", "DELETE", "/conversations/{id}",
                        "Deletes a conversation and whatever was remembered, noted or learned from it; notes that others have stay until they are taken back.",
                        List.of(), "", "",
                        (call, _) -> {
                            instance.dialogue().delete(call.id());
                            return null;
                        }),
                new Operation("search", "GET", "/search", "Searches everything that was ever said.",
                        List.of(new Parameter("query", "string",
                                "Words that must all be there; the last may be a beginning."),
                                limit(Conversations.PAGE_MAX)),
                        "", "Hits", (call, _) -> Views.list("hits", all.search(call.query("query"),
                                (int) call.number("limit", PAGE, 1, Conversations.PAGE_MAX)), Views::of)));
    }

    static Parameter limit(int most) {
        return new Parameter("limit", "integer", "At most so many, up to " + most + ".");
    }

    private static JsonNode whole(Conversations all, long id) {
        ObjectNode node = Views.object();
        node.set("conversation", Views.of(all.conversation(id)));
        node.setAll(Views.list("messages", all.turns(id), Views::of));
        return node;
    }

    private static Conversation begin(Instance instance, Call call) {
        Conversation begun = instance.conversations().begin(call.optionalText("title").orElse(""),
                call.optionalText("instructions").orElse(""));
        return call.flag("private", false) ? instance.dialogue().keepPrivate(begun.id(), true) : begun;
    }

    private static JsonNode change(Instance instance, Call call) {
        Conversation before = instance.conversations().conversation(call.id());
        boolean isPrivate = call.flag("private", before.isPrivate());
        Conversation changed = instance.conversations().change(call.id(), call.optionalText("title"),
                call.optionalText("instructions"), call.whole("leaf"));
        return Views.of(isPrivate == before.isPrivate()
                ? changed
                : instance.dialogue().keepPrivate(call.id(), isPrivate));
    }
}
