package dev.pando.node.answer;

import java.util.Objects;

/// Something that the model may ask to have done for it.
///
/// @param name        what it is called
/// @param description when and why to use it; may be empty
/// @param parameters  a JSON Schema of its arguments, as JSON text
public record Tool(String name, String description, String parameters) {

    /// Characters of a name at most, as in OpenAI's interface.
    public static final int NAME_CHARS_MAX = 64;

    /// Refuses a name that could not be written into a prompt as it is.
    public Tool {
        Objects.requireNonNull(description);
        Objects.requireNonNull(parameters);
        if (!name.matches("[A-Za-z0-9_.-]{1," + NAME_CHARS_MAX + "}")) {
            throw new IllegalArgumentException("tools: a name has 1 to " + NAME_CHARS_MAX
                    + " characters of a-z, A-Z, 0-9, _, . and -");
        }
    }
}
