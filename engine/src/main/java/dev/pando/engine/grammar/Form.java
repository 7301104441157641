package dev.pando.engine.grammar;

import java.util.Collections;
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

    /// The likeliest of some texts as a whole, where a model chooses word by word otherwise; or, rather than any of them, another one.
    ///
    /// Which is the likeliest, whoever runs the model finds out beforehand. Where nobody does, it is chosen token by token.
    ///
    /// @param replies the texts
    /// @param none    what is said instead if that is likelier as a beginning
    /// @param odds    added to the log odds of `none`
    record Likeliest(List<Reply> replies, String none, double odds) implements Form {

        /// Copies the replies and refuses odds that are no number.
        public Likeliest {
            replies = List.copyOf(replies);
            Objects.requireNonNull(none);
            if (!Double.isFinite(odds)) throw new IllegalArgumentException("log odds: " + odds);
        }
    }

    /// Texts that begin alike.
    ///
    /// @param given   how they begin
    /// @param endings how each of them goes on, from the beginning of a word
    /// @param odds    (endings) added to the log-probability of each of the texts; up to 0, or nothing prunes the search
    record Reply(String given, List<String> endings, List<Double> odds) {

        /// Copies the lists, refuses no ending at all, and odds that are no number or above 0.
        public Reply {
            endings = List.copyOf(endings);
            odds = List.copyOf(odds);
            if (endings.isEmpty() || odds.size() != endings.size())
                throw new IllegalArgumentException("a choice of nothing");
            if (!odds.stream().allMatch(o -> o <= 0)) throw new IllegalArgumentException("log odds: " + odds);
        }

        /// Texts that nothing but their words tells apart.
        public Reply(String given, List<String> endings) {
            this(given, endings, Collections.nCopies(endings.size(), 0.0));
        }
    }
}
