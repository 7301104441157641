package dev.pando.node.conversation;

import dev.pando.node.answer.ToolCall;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;

/// One thing that was said in a conversation, or the result of a tool.
///
/// @param id           its number; never used twice
/// @param conversation where it was said
/// @param parent       what it goes on from; empty if it begins the conversation
/// @param role         who said it
/// @param content      what was said
/// @param state        how far it got
/// @param note         why it failed, in one line; else empty
/// @param calls        tools that an answer asked for
/// @param callId       the call that a tool's result belongs to; else empty
/// @param replaces     the sibling that was edited or regenerated into this
/// @param thumb        1 good, -1 bad, 0 nothing was said
/// @param model        who answered; empty for people and tools
/// @param createdMs    milliseconds since 1970
/// @param changedMs    when it was last changed
public record Turn(long id, long conversation, OptionalLong parent, Role role, String content, State state, String note,
        List<ToolCall> calls, String callId, OptionalLong replaces, int thumb, String model, long createdMs,
        long changedMs) {

    /// Characters of what a person may say at once.
    public static final int CONTENT_CHARS_MAX = 1 << 20;

    /// Who says something.
    public enum Role {
        /// The person.
        USER,
        /// The model.
        ASSISTANT,
        /// A tool that the model asked for.
        TOOL;

        /// The word for it in the database, in JSON and in chat templates.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// How far a turn got.
    public enum State {
        /// It is being made.
        GROWING,
        /// It is whole.
        DONE,
        /// It reached a limit of length.
        CUT,
        /// A person stopped it, or the node ended before it did.
        STOPPED,
        /// The engine broke down or refused.
        FAILED;

        /// The word for it in the database and in JSON.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Copies the calls and refuses a missing part.
    public Turn {
        Objects.requireNonNull(parent);
        Objects.requireNonNull(role);
        Objects.requireNonNull(content);
        Objects.requireNonNull(state);
        Objects.requireNonNull(note);
        calls = List.copyOf(calls);
        Objects.requireNonNull(callId);
        Objects.requireNonNull(replaces);
        Objects.requireNonNull(model);
        if (thumb < -1 || thumb > 1) throw new IllegalArgumentException("thumb: " + thumb + ", from -1 to 1");
    }
}
