package dev.pando.engine.grammar;

import java.util.List;
import java.util.Objects;

/// What an answer must look like, put together from JSON and fixed text.
public sealed interface Form {

    /// Exactly this text.
    ///
    /// @param text may be empty
    record Text(String text) implements Form {

        /// Refuses a missing text.
        public Text {
            Objects.requireNonNull(text);
        }
    }

    /// A JSON object with any members.
    record AnyObject() implements Form {}

    /// JSON that a JSON Schema describes.
    ///
    /// @param schema the schema, as JSON text
    record Schema(String schema) implements Form {

        /// Refuses a missing schema.
        public Schema {
            Objects.requireNonNull(schema);
        }
    }

    /// One after another.
    record All(List<Form> parts) implements Form {

        /// Copies the parts.
        public All {
            parts = List.copyOf(parts);
        }

        /// One after another.
        public All(Form... parts) {
            this(List.of(parts));
        }
    }

    /// One of several.
    record OneOf(List<Form> parts) implements Form {

        /// Copies the parts and refuses none.
        public OneOf {
            parts = List.copyOf(parts);
            if (parts.isEmpty()) throw new IllegalArgumentException("a choice of nothing");
        }
    }

    /// The same again, from `min` to `max` times.
    record Times(Form part, int min, int max) implements Form {

        /// Refuses nonsense.
        public Times {
            if (min < 0 || max < min || max < 1) throw new IllegalArgumentException(min + " to " + max + " times");
        }
    }

    /// A form, and which of its answers is to be given rather than the model would by itself. Only where an answer begins; further in
    /// it is just the form.
    ///
    /// @param form    of all answers
    /// @param towards how those answers begin that are more likely, or less if `odds` is negative
    /// @param odds    natural logarithm of the factor by which their odds are raised
    record Leaning(Form form, Form towards, double odds) implements Form {

        /// Refuses what is no number.
        public Leaning {
            Objects.requireNonNull(form);
            Objects.requireNonNull(towards);
            if (!Double.isFinite(odds)) throw new IllegalArgumentException("log odds: " + odds);
        }
    }
}
