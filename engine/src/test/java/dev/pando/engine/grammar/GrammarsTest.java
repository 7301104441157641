package dev.pando.engine.grammar;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pando.engine.sample.Constraint;
import dev.pando.testing.Forall;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// Chance speaks within a form: every answer is whole, and every mask is what its meaning says.
class GrammarsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<byte[]> TOKENS = tokens();
    private static final int END = TOKENS.size() - 1;
    private static final String PERSON = """
            {"type":"object","properties":{"name":{"type":"string","minLength":1,"maxLength":40},
             "age":{"type":"integer","minimum":0,"maximum":130},"tags":{"type":"array","items":{"enum":["a","b\\"c","é"]}},
             "friend":{"anyOf":[{"$ref":"#"},{"type":"null"}]},"born":{"type":"string","format":"date"},
             "score":{"type":"number","minimum":-1.5,"exclusiveMaximum":2.25}},"required":["name","age"]}""";

    // All bytes, some pieces of JSON and of words, and an end.
    private static List<byte[]> tokens() {
        List<byte[]> tokens = new ArrayList<>();
        for (int b = 0; b < 256; b++) tokens.add(new byte[]{(byte) b});
        for (String piece : new String[]{"{\"", "\":", "\": ", "\",", "\", \"", "\"}", "},", "[]", "[{\"", "name", " a",
                "true", "null", "12", "345", ".5", "\\u00", "\\\"", "é", "日本", "aaaaaaaa", "        ",
                "\"name\": \""}) {
            tokens.add(piece.getBytes(StandardCharsets.UTF_8));
        }
        tokens.add(new byte[]{});
        return tokens;
    }

    private static Grammars grammars() {
        return new Grammars(TOKENS.size(), TOKENS::get, text -> text.chars().toArray(), Set.of(END));
    }

    /// Draws tokens evenly among those allowed until the end comes.
    private static String speak(Constraint constraint, RandomGenerator random, int tokensMax) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        for (int i = 0; i < tokensMax; i++) {
            float[] logits = new float[TOKENS.size() + 3];
            constraint.mask(logits);
            List<Integer> allowed = new ArrayList<>();
            for (int id = 0; id < logits.length; id++) if (logits[id] == 0) allowed.add(id);
            assertTrue(!allowed.isEmpty(), "after " + said);
            int token = allowed.get(random.nextInt(allowed.size()));
            constraint.accept(token);
            if (token == END) return said.toString(StandardCharsets.UTF_8);
            said.writeBytes(TOKENS.get(token));
        }
        throw new AssertionError("no end after " + tokensMax + " tokens: " + said);
    }

    @Test
    void everyAnswerIsWholeAndValidWithinItsTokens() {
        Grammars grammars = grammars();
        Forall.seeds(60, random -> {
            int tokensMax = random.nextInt(40, 300);
            String said = speak(grammars.constraint(new Form.Schema(PERSON), tokensMax), random, tokensMax);
            JsonNode person = JSON.readTree(said);
            int length = person.get("name").textValue().codePointCount(0, person.get("name").textValue().length());
            assertTrue(length >= 1 && length <= 40, said);
            assertTrue(person.get("age").intValue() >= 0 && person.get("age").intValue() <= 130, said);
            if (person.has("score")) assertTrue(person.get("score").doubleValue() < 2.25, said);
        });
    }

    @Test
    void anyObjectIsWholeWithinItsTokens() {
        Grammars grammars = grammars();
        Forall.seeds(60, random -> {
            String said = speak(grammars.constraint(new Form.AnyObject(), 60), random, 60);
            assertTrue(JSON.readTree(said).isObject(), said);
        });
    }

    @Test
    void aMaskIsWhatItsMeaningSays() {
        Forall.seeds(25, random -> {
            Languages languages = new Languages();
            Masks masks = new Masks(languages, new TokenTrie(TOKENS.size(), TOKENS::get));
            Language state = new SchemaReader(languages, JSON.readTree(PERSON)).read(JSON.readTree(PERSON), "#", 0);
            for (int i = 0; i < 60 && !state.nullable; i++) {
                long[] mask = masks.of(state).tokens();
                List<Integer> allowed = new ArrayList<>();
                for (int id = 0; id < END; id++) {
                    Language next = languages.derive(state, TOKENS.get(id));
                    assertEquals(!next.isNothing(), (mask[id >> 6] >>> id & 1) != 0,
                            "token " + new String(TOKENS.get(id), StandardCharsets.ISO_8859_1));
                    if (!next.isNothing()) {
                        allowed.add(id);
                        assertTrue(next.shortest <= masks.of(state).longest());
                    }
                }
                state = languages.derive(state, TOKENS.get(allowed.get(random.nextInt(allowed.size()))));
            }
        });
    }

    @Test
    void aTrieWalksEveryTokenOnce() {
        Forall.seeds(30, random -> {
            List<byte[]> tokens = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                byte[] token = new byte[random.nextInt(5)];
                for (int k = 0; k < token.length; k++) token[k] = (byte) ("ab\u00ff".charAt(random.nextInt(3)));
                tokens.add(token);
            }
            TokenTrie trie = new TokenTrie(tokens.size(), tokens::get);
            byte[] path = new byte[trie.deepest()];
            long[] all = new long[4];
            for (int node = 1; node < trie.end(0); node++) {
                path[trie.depth(node) - 1] = (byte) trie.label(node);
                long[] here = new long[4];
                trie.addTokens(node, here);
                for (int id = 0; id < tokens.size(); id++) {
                    if ((here[id >> 6] >>> id & 1) == 0) continue;
                    assertArrayEquals(tokens.get(id), java.util.Arrays.copyOf(path, trie.depth(node)));
                    all[id >> 6] |= 1L << id;
                }
            }
            for (int id = 0; id < tokens.size(); id++) {
                assertEquals(tokens.get(id).length > 0, (all[id >> 6] >>> id & 1) != 0);
            }
        });
    }

    @Test
    void tooFewTokensLeaveAnAnswerThatIsNotWholeButBeginsWell() {
        Constraint constraint = grammars().constraint(new Form.Schema(PERSON), 3);
        for (int token : new int[]{'{', '"', 'n'}) {
            float[] logits = new float[TOKENS.size()];
            constraint.mask(logits);
            assertEquals(0, logits[token]);
            constraint.accept(token);
        }
    }

    @Test
    void anAnswerIsFreeUntilItOpensACall() {
        Form call = new Form.All(new Form.Text("{\"a\":"), new Form.Schema("{\"type\":\"integer\"}"),
                new Form.Text("}"));
        Constraint constraint = grammars().after("<call>", false, call, 100);
        for (char c : "well, <cal<call>{\"a\":".toCharArray()) {
            assertTrue(allowed(constraint).contains((int) c));
            constraint.accept(c);
        }
        assertTrue(allowed(constraint).contains((int) '7'));
        assertTrue(!allowed(constraint).contains((int) 'x'));
        constraint.accept('7');
        constraint.accept('}');
        assertEquals(List.of(END), allowed(constraint));
    }

    @Test
    void whatMayOpenAtTheBeginningOnlyDoesNotOpenLater() {
        for (String said : new String[]{"{\"x", " \n{\"x", "so {\"x"}) {
            Constraint constraint = grammars().after("{\"", true, new Form.Text("x!"), 100);
            for (char c : said.toCharArray()) constraint.accept(c);
            assertEquals(said.startsWith("so") ? TOKENS.size() : 1, allowed(constraint).size(), said);
        }
    }

    private static List<Integer> allowed(Constraint constraint) {
        float[] logits = new float[TOKENS.size()];
        constraint.mask(logits);
        List<Integer> allowed = new ArrayList<>();
        for (int id = 0; id < logits.length; id++) if (logits[id] == 0) allowed.add(id);
        return allowed;
    }

    @Test
    void schemasStopAtTheirBytesAndDepthAndMustBeJson() {
        Grammars grammars = grammars();
        String short_ = "{\"type\":\"null\"}";
        grammars.check(new Form.Schema(short_ + " ".repeat(GrammarLimits.SCHEMA_BYTES_MAX - short_.length())));
        assertThrows(GrammarException.class, () -> grammars
                .check(new Form.Schema(short_ + " ".repeat(GrammarLimits.SCHEMA_BYTES_MAX - short_.length() + 1))));
        int depth = GrammarLimits.SCHEMA_DEPTH_MAX;
        grammars.check(
                new Form.Schema("{\"type\":\"null\",\"x\":" + "[".repeat(depth - 1) + "]".repeat(depth - 1) + "}"));
        assertThrows(GrammarException.class, () -> grammars.check(
                new Form.Schema("{\"type\":\"null\",\"x\":" + "[".repeat(depth) + "]".repeat(depth) + "}")));
        for (String broken : List.of("", "{", "{} {}", "{\"type\":\"null\",\"type\":\"null\"}")) {
            assertThrows(GrammarException.class, () -> grammars.check(new Form.Schema(broken)), broken);
        }
        assertThrows(IllegalArgumentException.class,
                () -> new Grammars(2, id -> new byte[]{1}, text -> new int[0], Set.of()));
    }

    @Test
    void repliesAreFollowedToTheirEndsAndTheOneThatIsRatherSaidHasItsOdds() {
        Form form = new Form.Likeliest(
                List.of(new Form.Reply("a", List.of("b", "bc")), new Form.Reply("d", List.of("e"))),
                "no", 1.5);
        Constraint replies = grammars().constraint(form, 10);
        assertEquals(List.of("a 0.0", "d 0.0", "n 1.5"), offered(replies));
        replies.accept('a');
        replies.accept('b');
        assertEquals(List.of("c 0.0", "end 0.0"), offered(replies));
        Constraint none = grammars().constraint(form, 10);
        none.accept('n');
        assertEquals(List.of("o 0.0"), offered(none));
        Forall.seeds(20, random -> assertTrue(List.of("ab", "abc", "de", "no").contains(
                speak(grammars().constraint(new Form.All(form, new Form.Text("")), 10), random, 10).strip())));
        assertThrows(IllegalArgumentException.class, () -> new Form.Likeliest(List.of(), "no", Double.NaN));
    }

    private static List<String> offered(Constraint constraint) {
        float[] logits = new float[TOKENS.size()];
        constraint.mask(logits);
        List<String> allowed = new ArrayList<>();
        for (int i = 0; i < logits.length; i++) {
            if (logits[i] > Float.NEGATIVE_INFINITY) allowed.add((i == END ? "end" : (char) i) + " " + logits[i]);
        }
        return allowed;
    }
}
