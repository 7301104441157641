package dev.pando.engine.grammar;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pando.engine.sample.Constraint;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/// Makes the [Constraint]s of one vocabulary: answers that are JSON, that follow a schema, that call a tool.
///
/// What one answer has found out about the vocabulary, the next ones know. Safe to use from many threads at once.
public final class Grammars {

    /// When so much is remembered, what comes next begins with a clean slate: about 100 MiB.
    private static final int EXPRESSIONS_MAX = 600_000, ROWS_MAX = 50_000;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(GrammarLimits.SCHEMA_DEPTH_MAX)
                    .maxDocumentLength(GrammarLimits.SCHEMA_BYTES_MAX).maxNumberLength(64).build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

    private final TokenTrie trie;
    private final Function<String, int[]> encode;
    private final int[] ends;
    private Slate slate;

    /// What is known so far, and the lock that guards it.
    ///
    /// @param languages states
    /// @param masks     what they allow
    record Slate(Languages languages, Masks masks) {}

    /// @param vocabulary tokens
    /// @param bytesOf    the bytes that a token adds to a text; none for those that are no text
    /// @param encode     the tokens of a text
    /// @param ends       tokens that end an answer
    /// @throws IllegalArgumentException if there is no end
    public Grammars(int vocabulary, IntFunction<byte[]> bytesOf, Function<String, int[]> encode, Set<Integer> ends) {
        if (ends.isEmpty()) throw new IllegalArgumentException("this model has no token that ends an answer");
        this.trie = new TokenTrie(vocabulary, bytesOf);
        this.encode = encode;
        this.ends = ends.stream().mapToInt(id -> id).sorted().toArray();
        this.slate = newSlate();
    }

    private Slate newSlate() {
        Languages languages = new Languages();
        return new Slate(languages, new Masks(languages, trie));
    }

    private synchronized Slate slate() {
        synchronized (slate) {
            boolean full = slate.languages.count() > EXPRESSIONS_MAX || slate.languages.rows() > ROWS_MAX;
            if (full) slate = newSlate();
            return slate;
        }
    }

    /// Answers of this form and nothing else, but for one space before it.
    ///
    /// It sees to it that the answer is whole when its tokens end, if they suffice at all.
    ///
    /// @param tokensMax tokens of the answer at most
    /// @throws GrammarException if a schema in it is broken or cannot be followed
    public Constraint constraint(Form form, int tokensMax) {
        if (form instanceof Form.Likeliest likeliest) return new Replies(likeliest, encode, ends);
        Slate at = slate();
        synchronized (at) {
            Language language = language(form, at.languages);
            Language spaced = at.languages.sequence(at.languages.optional(at.languages.text(" ")), language);
            return new Following(at, spaced, trie, ends, tokensMax);
        }
    }

    /// Answers that are free until they open something, and then of this form to the end.
    ///
    /// @param opening   the text that opens it; the form begins after it
    /// @param onlyFirst whether it opens at the beginning of an answer only
    /// @throws GrammarException if a schema in it is broken or cannot be followed
    public Constraint after(String opening, boolean onlyFirst, Form form, int tokensMax) {
        Slate at = slate();
        synchronized (at) {
            var following = new Following(at, language(form, at.languages), trie, ends, tokensMax);
            byte[] bytes = opening.getBytes(StandardCharsets.UTF_8);
            return new Opened(following, bytes, onlyFirst);
        }
    }

    /// Reads the schemas of a form without making use of them.
    ///
    /// @throws GrammarException if one is broken or cannot be followed
    public void check(Form form) {
        constraint(form, 1);
    }

    private static Language language(Form form, Languages languages) {
        return switch (form) {
            case Form.Text(String text) -> languages.text(text);
            case Form.AnyObject _ -> anyObject(languages);
            case Form.Schema(String schema) -> schema(schema, languages);
            case Form.All(List<Form> parts) -> languages.sequence(
                    parts.stream().map(p -> language(p, languages)).toArray(Language[]::new));
            case Form.OneOf(List<Form> parts) -> languages.choice(
                    parts.stream().map(p -> language(p, languages)).toList());
            case Form.Likeliest(List<Form.Reply> replies, String none, double _) -> languages.choice(Stream.concat(
                    Stream.of(languages.text(none)), replies.stream().map(r -> language(r, languages))).toList());
            case Form.Times(Form part, int min, int max) -> languages.repeat(language(part, languages), min, max);
        };
    }

    private static Language language(Form.Reply reply, Languages languages) {
        return languages.sequence(languages.text(reply.given()),
                languages.choice(reply.endings().stream().map(languages::text).toList()));
    }

    private static Language anyObject(Languages languages) {
        JsonWords words = new JsonWords(languages);
        return words.object(words.any(GrammarLimits.ANY_DEPTH_MAX - 1), 0, Language.ENDLESS);
    }

    private static Language schema(String schema, Languages languages) {
        if (schema.length() > GrammarLimits.SCHEMA_BYTES_MAX) throw tooLong();
        JsonNode root;
        try {
            root = JSON.readTree(schema.getBytes(StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            String line = e.getOriginalMessage().lines().findFirst().orElse("");
            throw new GrammarException("", "no JSON that is accepted here: " + line);
        } catch (java.io.IOException e) {
            throw new GrammarException("", "no JSON: " + e.getMessage());
        }
        Language language = new SchemaReader(languages, root).read(root, "#", 0);
        if (language.isNothing()) throw new GrammarException("", "no value can be valid");
        return language;
    }

    private static GrammarException tooLong() {
        return new GrammarException("", "longer than " + GrammarLimits.SCHEMA_BYTES_MAX + " bytes");
    }
}
