package dev.pando.engine.grammar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pando.testing.Forall;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a schema allows to be written, text by text.
class SchemaReaderTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    static boolean allows(String schema, String text) throws Exception {
        Languages languages = new Languages();
        Language language = new SchemaReader(languages, JSON.readTree(schema)).read(JSON.readTree(schema), "#", 0);
        return languages.derive(language, text.getBytes(StandardCharsets.UTF_8)).nullable;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            {"type":"null"}                                    | null      | nul
            {"type":"boolean"}                                 | true      | True
            {"type":["string","null"]}                         | null      | 1
            {"const":{"a":[1,"é"]}}                            | {"a":[1,"é"]} | {"a":[1]}
            {"enum":["a",2,null]}                              | 2         | "b"
            {"enum":["a",2,null],"type":"string"}              | "a"       | 2
            {"enum":[1,5,9],"minimum":4}                       | 9         | 1
            {"type":"string"}                                  | "a\\u00e9\\ud83d\\ude00\\n" | "\\ud83d"
            {"type":"string","minLength":2,"maxLength":3}      | "😀é"     | "a"
            {"type":"string","maxLength":3}                    | "\\ud83d\\ude00bc" | "abcd"
            {"type":"string","pattern":"^[a-c]+$"}             | "abc"     | "abd"
            {"type":"string","pattern":"b"}                    | "abc"     | "ac"
            {"type":"string","pattern":"^(?:xy){2}$"}          | "xyxy"    | "xy"
            {"type":"string","pattern":"^\\\\d{2,3}-[^0-9]$"}  | "12-é"    | "12-3"
            {"type":"string","pattern":"^a.?\\"$"}             | "ab\\""   | "ab"
            {"type":"string","format":"date"}                  | "2024-02-28" | "2024-02-30"
            {"type":"string","format":"date-time"}             | "2024-12-31T23:59:59Z" | "2024-12-31"
            {"type":"string","format":"ipv4"}                  | "192.168.0.255" | "192.168.0.256"
            {"type":"integer"}                                 | -12       | 01
            {"type":"integer"}                                 | 0         | 1.5
            {"type":"integer","minimum":-3,"maximum":120}      | 120       | 121
            {"type":"integer","minimum":-3,"maximum":120}      | -3        | -4
            {"type":"integer","exclusiveMinimum":3}            | 4         | 3
            {"type":"integer","minimum":5000000000000000}      | 5000000000000001 | 4999999999999999
            {"type":"integer","multipleOf":7}                  | -49       | 50
            {"type":"integer","multipleOf":7,"minimum":10,"maximum":30} | 28 | 35
            {"type":"number"}                                  | -1.5e-7   | 1.
            {"type":"number","minimum":0.25,"maximum":1.5}     | 0.25      | 0.2
            {"type":"number","minimum":0.25,"maximum":1.5}     | 1.50      | 1.51
            {"type":"number","exclusiveMaximum":0}             | -0.001    | 0
            {"type":"number","exclusiveMinimum":0,"maximum":1} | 0.0001    | 0.0
            {"type":"number","multipleOf":0.01}                | 3.14      | 3.141
            {"type":"array","items":{"type":"null"},"maxItems":2} | [null,null] | [null,null,null]
            {"type":"array","items":{"type":"null"},"minItems":1} | [null, null] | []
            {"type":"array","items":false}                     | []        | [1]
            {"type":"array","prefixItems":[{"const":1},{"const":2}],"items":{"const":3},"minItems":1} | [1,2,3,3] | []
            {"type":"array","prefixItems":[{"const":1},{"const":2}],"items":false} | [1] | [1,2,3]
            {"type":"object"}                                  | {"a":[{"b":null}]} | [1]
            {"type":"object","additionalProperties":{"type":"integer"}} | {"a":1, "b":2} | {"a":"b"}
            {"type":"object","properties":{"a":{"type":"null"},"b":{"type":"null"}},"required":["b"]} | {"b":null} | {"a":null}
            {"type":"object","properties":{"a":{"type":"null"},"b":{"type":"null"}}} | {} | {"c":null}
            {"type":"object","properties":{"a":{"type":"null"},"b":{"type":"null"}},"minProperties":1} | {"a":null} | {}
            {"type":"object","properties":{"a":{"type":"null"},"b":{"type":"null"}},"maxProperties":1} | {"b":null} | {"a":null,"b":null}
            {"type":"object","required":["x"],"additionalProperties":{"const":1}} | {"x":1} | {"x":2}
            {"anyOf":[{"type":"integer"},{"type":"array","items":{"type":"integer"}}]} | [1,2] | ["a"]
            {"oneOf":[{"type":"integer"},{"type":"string"}]}   | "a"       | null
            {"type":"object","properties":{"k":{}},"anyOf":[{"required":["k"],"properties":{"k":{"const":1}}},{"properties":{"k":{"const":2}}}]} | {"k":2} | {"k":3}
            {"allOf":[{"type":"integer","minimum":3},{"maximum":5}]} | 4     | 6
            {"allOf":[{"$ref":"#/$defs/a"}],"$defs":{"a":{"const":1}},"description":"d"} | 1 | 2
            {"$ref":"#/$defs/a","$defs":{"a":{"type":"object","properties":{"next":{"anyOf":[{"$ref":"#/$defs/a"},{"type":"null"}]}},"required":["next"]}}} | {"next":{"next":null}} | {"next":{}}
            {"type":"object","properties":{"children":{"type":"array","items":{"$ref":"#"}}}} | {"children":[{},{"children":[]}]} | {"children":[1]}
            true                                               | [{"a":1.5}] | [1,]
            """)
    void aSchemaAllowsWhatIsValidAndNothingElse(String schema, String valid, String invalid) throws Exception {
        assertTrue(allows(schema, valid), schema + " allows " + valid);
        assertFalse(allows(schema, invalid), schema + " refuses " + invalid);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            {"properties":{"a":{"not":{}}}}                          | #/properties/a: not is not supported
            {"type":"array","items":{"format":"iris"}}               | #/items: format
            {"type":"strin"}                                         | there is no type
            {"$ref":"#/$defs/x"}                                     | leads nowhere
            {"$ref":"https://example.org/s.json"}                    | only references within
            {"$ref":"#"}                                             | refers to itself alone
            {"oneOf":[{"type":"integer"},{"type":"number"}]}         | oneOf: a value may be both number 0 and number 1
            {"type":"string","pattern":"(?=a)"}                      | not supported
            {"type":"string","pattern":"a{3,2}"}                     | not supported
            {"type":"string","pattern":"\\\\bx"}                     | not supported
            {"type":"string","pattern":"^a*$","maxLength":3}         | other lengths
            {"type":"array","uniqueItems":true}                      | uniqueItems
            {"type":"number","multipleOf":0.3}                       | multipleOf
            {"type":"number","minimum":1e40}                         | up to 10^18
            {"type":"string","minLength":-1}                         | whole number
            {"allOf":[{"format":"date"},{"format":"time"}]}          | say different format
            5                                                        | a schema is an object
            """)
    void whatCannotBeFollowedIsRefusedWithItsPlace(String schema, String message) {
        var refused = assertThrows(GrammarException.class, () -> allows(schema, "1"));
        assertTrue(refused.getMessage().contains(message), refused.getMessage());
        assertEquals(1, refused.getMessage().lines().count());
    }

    @Test
    void everyIntegerIsAllowedJustWhenItIsWithinItsBounds() {
        Forall.seeds(60, random -> {
            int low = random.nextInt(-300, 300), high = low + random.nextInt(0, 400);
            String schema = "{\"type\":\"integer\",\"minimum\":" + low + ",\"maximum\":" + high + "}";
            Languages l = new Languages();
            Language language = new SchemaReader(l, JSON.readTree(schema)).read(JSON.readTree(schema), "#", 0);
            for (int i = -750; i <= 750; i++) {
                boolean allowed = l.derive(language, Integer.toString(i).getBytes(StandardCharsets.UTF_8)).nullable;
                assertEquals(i >= low && i <= high, allowed, i + " from " + low + " to " + high);
            }
        });
    }

    @Test
    void whatFollowsALeadingDigitIsOneExpressionWhereAllDigitsMay() {
        Languages l = new Languages();
        Language fourDigits = new Numbers(l).integer(
                new Numbers.Bounds(BigDecimal.valueOf(1_000), false, BigDecimal.valueOf(9_999), false));
        for (int d = '2'; d <= '9'; d++) assertSame(l.derive(fourDigits, '1'), l.derive(fourDigits, d));
    }

    @Test
    void everyDecimalIsAllowedJustWhenItIsWithinItsBounds() {
        Forall.seeds(60, random -> {
            int low = random.nextInt(-400, 400), high = low + random.nextInt(0, 500);
            boolean open = random.nextBoolean();
            String schema = "{\"type\":\"number\",\"" + (open ? "exclusiveMinimum" : "minimum") + "\":" + low / 100.0
                    + ",\"" + (open ? "exclusiveMaximum" : "maximum") + "\":" + high / 100.0 + "}";
            Languages l = new Languages();
            Language language = new SchemaReader(l, JSON.readTree(schema)).read(JSON.readTree(schema), "#", 0);
            for (int i = -950; i <= 950; i++) {
                if (i == 0) continue; // no minus stands before zero, and zero is covered above
                String text = (i < 0 ? "-" : "") + Math.abs(i) / 100 + "." + "%02d".formatted(Math.abs(i) % 100);
                boolean within = open ? i > low && i < high : i >= low && i <= high;
                assertEquals(within, l.derive(language, text.getBytes(StandardCharsets.UTF_8)).nullable,
                        text + " in " + schema);
            }
        });
    }

    @Test
    void recursionStopsAtItsLimit() throws Exception {
        String schema = "{\"type\":\"array\",\"items\":{\"$ref\":\"#\"}}";
        int most = GrammarLimits.RECURSION_MAX + 1;
        assertTrue(allows(schema, "[".repeat(most) + "]".repeat(most)));
        assertFalse(allows(schema, "[".repeat(most + 1) + "]".repeat(most + 1)));
    }

    @Test
    void aSchemaWithoutAnEndIsRefused() throws Exception {
        String endless = "{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"#\"}},\"required\":[\"a\"]}";
        assertFalse(allows(endless, "{}"));
        var grammars = new Grammars(2, id -> new byte[]{(byte) ('a' + id)}, text -> text.chars().toArray(),
                java.util.Set.of(1));
        assertThrows(GrammarException.class, () -> grammars.check(new Form.Schema(endless)));
    }

    @Test
    void enumsPropertiesAndAlternativesStopAtTheirCounts() throws Exception {
        assertTrue(allows(many("enum", GrammarLimits.ENUM_MAX), "1"));
        assertThrows(GrammarException.class, () -> allows(many("enum", GrammarLimits.ENUM_MAX + 1), "1"));
        assertTrue(allows(properties(GrammarLimits.PROPERTIES_MAX), "{}"));
        assertThrows(GrammarException.class, () -> allows(properties(GrammarLimits.PROPERTIES_MAX + 1), "{}"));
        assertTrue(allows(alternatives(GrammarLimits.ALTERNATIVES_MAX), "1"));
        assertThrows(GrammarException.class, () -> allows(alternatives(GrammarLimits.ALTERNATIVES_MAX + 1), "1"));
        assertTrue(allows(pattern(GrammarLimits.PATTERN_CHARS_MAX), "\"" + "a".repeat(510) + "\""));
        assertThrows(GrammarException.class, () -> allows(pattern(GrammarLimits.PATTERN_CHARS_MAX + 1), "\"\""));
    }

    private static String many(String keyword, int count) {
        return "{\"" + keyword + "\":[" + numbers(count) + "]}";
    }

    private static String numbers(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).collect(Collectors.joining(","));
    }

    private static String properties(int count) {
        return "{\"type\":\"object\",\"properties\":{" + IntStream.range(0, count)
                .mapToObj(i -> "\"p" + i + "\":{\"type\":\"null\"}").collect(Collectors.joining(",")) + "}}";
    }

    private static String alternatives(int count) {
        return "{\"anyOf\":[" + IntStream.range(0, count).mapToObj(i -> "{\"const\":" + i + "}")
                .collect(Collectors.joining(",")) + "]}";
    }

    private static String pattern(int chars) {
        return "{\"type\":\"string\",\"pattern\":\"^" + "a".repeat(chars - 2) + "$\"}";
    }
}
