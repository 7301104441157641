package dev.pando.node.answer;

import dev.pando.engine.grammar.Form;
import java.util.Objects;

/// What an answer must look like. Whatever the model would rather say, it says it in this form.
public sealed interface Format {

    /// Anything.
    Format TEXT = new Text();

    /// Anything.
    record Text() implements Format {}

    /// One JSON object, whatever is in it.
    record JsonObject() implements Format {}

    /// What a form allows. Only an engine of this node follows it; others are left free.
    record Formed(Form form) implements Format {

        /// Refuses a missing form.
        public Formed {
            Objects.requireNonNull(form);
        }
    }

    /// JSON that a schema describes.
    ///
    /// @param schema a JSON Schema, as JSON text; what the engine cannot follow in it, it refuses by name
    record Schema(String schema) implements Format {

        /// Refuses a missing schema.
        public Schema {
            Objects.requireNonNull(schema);
        }
    }
}
