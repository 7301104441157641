package dev.pando.engine.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.engine.grammar.Numbers.Bounds;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Translates a JSON Schema (2020-12, and what draft 7 says alike) into the JSON texts that are written for it.
///
/// Every text written is valid; not every valid text is written: members come in the schema's order, and only those that
/// `properties` names where it names any. What cannot be followed is refused with its place, never ignored; annotations
/// and unknown keywords are ignored, as the standard says.
final class SchemaReader {

    private static final Set<String> NOT_FOLLOWED = Set.of("not", "if", "then", "else", "dependentRequired",
            "dependentSchemas", "dependencies", "patternProperties", "propertyNames", "unevaluatedProperties",
            "unevaluatedItems", "contains", "$dynamicRef", "$recursiveRef");
    private static final Map<String, List<String>> KEYWORDS = new LinkedHashMap<>();
    private static final List<String> TYPES = List.of("object", "array", "string", "number", "integer", "boolean",
            "null");
    private static final int MULTIPLES_MAX = 1_000; // that are written out
    private static final int COUNTED_MAX = 64; // properties whose number matters: as many states for each
    private static final BigDecimal BOUND_MAX = BigDecimal.TEN.pow(18);

    static {
        KEYWORDS.put("object", List.of("properties", "required", "additionalProperties", "minProperties",
                "maxProperties"));
        KEYWORDS.put("array", List.of("items", "prefixItems", "minItems", "maxItems", "uniqueItems"));
        KEYWORDS.put("string", List.of("minLength", "maxLength", "pattern", "format"));
        KEYWORDS.put("number", List.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"));
    }

    private final Languages l;
    private final JsonWords words;
    private final Numbers numbers;
    private final References references;
    private final int statesBefore;
    private final Map<List<Object>, Language> referred = new HashMap<>();

    SchemaReader(Languages languages, JsonNode root) {
        this.l = languages;
        this.words = new JsonWords(languages);
        this.numbers = new Numbers(languages);
        this.references = new References(root);
        this.statesBefore = languages.count();
    }

    /// The JSON texts of `schema`; nothing if there is none.
    ///
    /// @param place of the schema, for messages: `#/properties/a`
    /// @param depth how often references to themselves were followed on the way here
    /// @throws GrammarException if it is broken or cannot be followed
    Language read(JsonNode schema, String place, int depth) {
        if (l.count() - statesBefore > GrammarLimits.STATES_MAX) {
            throw new GrammarException(place, "more than " + GrammarLimits.STATES_MAX + " states");
        }
        if (schema.isBoolean()) return schema.booleanValue() ? any() : l.nothing();
        if (!schema.isObject()) throw new GrammarException(place, "a schema is an object, true or false");
        refuse(schema, place);
        if (schema.has("$ref")) return reference(schema, place, depth);
        for (String union : List.of("anyOf", "oneOf")) {
            if (schema.has(union)) return alternatives(schema, union, place, depth);
        }
        if (schema.has("allOf")) return read(Merge.all(schema, references, place), place, depth);
        if (schema.has("enum") || schema.has("const")) return values(schema, place, depth);
        List<Language> types = new ArrayList<>();
        for (String type : types(schema, place)) types.add(ofType(type, schema, place, depth));
        return l.choice(types);
    }

    private Language any() {
        return words.any(GrammarLimits.ANY_DEPTH_MAX);
    }

    private static void refuse(JsonNode schema, String place) {
        for (String keyword : NOT_FOLLOWED) {
            if (schema.has(keyword)) throw new GrammarException(place, keyword + " is not supported");
        }
    }

    private Language reference(JsonNode schema, String place, int depth) {
        String name = schema.get("$ref").asText();
        if (Merge.hasAssertions(schema, "$ref")) {
            ObjectNode rest = ((ObjectNode) schema).deepCopy();
            JsonNode target = references.target(name, place);
            if (references.isRecursive(name, place)) {
                throw new GrammarException(place, "keywords beside a $ref to itself are not supported");
            }
            rest.remove("$ref");
            return read(Merge.two(target, rest, place), place, depth);
        }
        int inside = references.isRecursive(name, place) ? depth + 1 : depth;
        if (inside > GrammarLimits.RECURSION_MAX) return l.nothing();
        List<Object> key = List.of(name, inside);
        Language known = referred.get(key);
        if (known == null) {
            known = read(references.target(name, place), name, inside);
            referred.put(key, known);
        }
        return known;
    }

    private Language alternatives(JsonNode schema, String union, String place, int depth) {
        JsonNode choices = schema.get(union);
        if (!choices.isArray() || choices.isEmpty() || choices.size() > GrammarLimits.ALTERNATIVES_MAX) {
            throw new GrammarException(place,
                    union + " is an array of 1 to " + GrammarLimits.ALTERNATIVES_MAX + " schemas");
        }
        ObjectNode rest = ((ObjectNode) schema).deepCopy();
        rest.remove(union);
        boolean alone = !Merge.hasAssertions(schema, union);
        if (union.equals("oneOf")) Disjoint.check(choices, references, place);
        List<Language> parts = new ArrayList<>();
        for (int i = 0; i < choices.size(); i++) {
            String at = place + "/" + union + "/" + i;
            JsonNode choice = alone ? choices.get(i) : Merge.two(resolved(choices.get(i), at), rest, at);
            parts.add(read(choice, at, depth));
        }
        return l.choice(parts);
    }

    private JsonNode resolved(JsonNode schema, String place) {
        return schema.has("$ref") && !Merge.hasAssertions(schema, "$ref")
                ? references.target(schema.get("$ref").asText(), place)
                : schema;
    }

    private Language values(JsonNode schema, String place, int depth) {
        JsonNode listed = schema.has("enum") ? schema.get("enum") : null;
        if (listed != null && (!listed.isArray() || listed.size() > GrammarLimits.ENUM_MAX)) {
            throw new GrammarException(place, "enum is an array of at most " + GrammarLimits.ENUM_MAX + " values");
        }
        ObjectNode rest = ((ObjectNode) schema).deepCopy();
        rest.remove(List.of("enum", "const"));
        boolean alone = !Merge.hasAssertions(rest);
        Language allowed = alone ? null : read(rest, place, depth);
        List<Language> parts = new ArrayList<>();
        for (JsonNode value : listed != null ? listed : List.of(schema.get("const"))) {
            if (schema.has("const") && !same(value, schema.get("const"))) continue;
            byte[] text = Literal.bytes(value);
            if (alone || l.derive(allowed, text).nullable) parts.add(l.text(Literal.text(value)));
        }
        return l.choice(parts);
    }

    /// JSON Schema's equality: numbers by their value.
    static boolean same(JsonNode a, JsonNode b) {
        return a.isNumber() && b.isNumber() ? a.decimalValue().compareTo(b.decimalValue()) == 0 : a.equals(b);
    }

    /// The types that a schema allows; where it names none, those that its keywords are about, else all.
    static Set<String> types(JsonNode schema, String place) {
        Set<String> types = new TreeSet<>();
        JsonNode named = schema.get("type");
        if (named != null) {
            for (JsonNode one : named.isArray() ? named : List.of(named)) {
                if (!TYPES.contains(one.asText())) throw new GrammarException(place, "there is no type " + one);
                types.add(one.asText());
            }
        } else {
            KEYWORDS.forEach((type, keywords) -> {
                if (keywords.stream().anyMatch(schema::has)) types.add(type);
            });
            if (types.isEmpty()) types.addAll(List.of("object", "array", "string", "number", "boolean", "null"));
        }
        if (types.contains("number")) types.remove("integer");
        return types;
    }

    private Language ofType(String type, JsonNode schema, String place, int depth) {
        return switch (type) {
            case "object" -> object(schema, place, depth);
            case "array" -> array(schema, place, depth);
            case "string" -> string(schema, place);
            case "number", "integer" -> number(schema, place, type.equals("integer"));
            case "boolean" -> l.choice(l.text("true"), l.text("false"));
            default -> l.text("null");
        };
    }

    // ---- strings ----

    private Language string(JsonNode schema, String place) {
        int min = count(schema, "minLength", 0, place), max = count(schema, "maxLength", Language.ENDLESS, place);
        if (min > max) return l.nothing();
        boolean hasFormat = schema.has("format"), hasPattern = schema.has("pattern");
        if (!hasFormat && !hasPattern) return words.string(min, max);
        if (hasFormat && hasPattern) throw new GrammarException(place, "pattern and format together are not supported");
        String pattern = hasPattern ? schema.get("pattern").asText() : patternOf(schema.get("format").asText(), place);
        Pattern.Part part = Pattern.read(l, words, pattern, place + (hasPattern ? "/pattern" : "/format"));
        boolean fits = part.min() >= min && (part.max() <= max || max == Language.ENDLESS);
        if (!fits) {
            throw new GrammarException(place,
                    "a pattern or format that matches other lengths than minLength and maxLength"
                            + " allow is not supported");
        }
        return words.string(part.language());
    }

    private static String patternOf(String format, String place) {
        String pattern = StringFormats.PATTERNS.get(format);
        if (pattern == null) throw new GrammarException(place, "format " + Literal.shown(format) + " is not supported");
        return pattern;
    }

    private static int count(JsonNode schema, String keyword, int otherwise, String place) {
        JsonNode value = schema.get(keyword);
        if (value == null) return otherwise;
        boolean whole = value.isNumber() && value.decimalValue().signum() >= 0
                && value.decimalValue().stripTrailingZeros().scale() <= 0;
        if (!whole) throw new GrammarException(place, keyword + " is a whole number of at least 0");
        return value.decimalValue().min(BigDecimal.valueOf(Language.ENDLESS)).intValue();
    }

    // ---- numbers ----

    private Language number(JsonNode schema, String place, boolean integer) {
        Bounds bounds = bounds(schema, place);
        JsonNode multiple = schema.get("multipleOf");
        boolean free = bounds.low() == null && bounds.high() == null;
        if (multiple != null)
            return multiples(bound(schema, "multipleOf", place), free, bounds.closed(), integer, place);
        if (free) return integer ? numbers.integer() : numbers.number();
        return integer
                ? numbers.integer(bounds.closed())
                : numbers.decimal(bounds.closed(), GrammarLimits.FRACTION_DIGITS_MAX);
    }

    private Bounds bounds(JsonNode schema, String place) {
        BigDecimal low = bound(schema, "minimum", place), above = bound(schema, "exclusiveMinimum", place);
        BigDecimal high = bound(schema, "maximum", place), below = bound(schema, "exclusiveMaximum", place);
        boolean lowOpen = above != null && (low == null || above.compareTo(low) >= 0);
        boolean highOpen = below != null && (high == null || below.compareTo(high) <= 0);
        return new Bounds(lowOpen ? above : low, lowOpen, highOpen ? below : high, highOpen);
    }

    private static BigDecimal bound(JsonNode schema, String keyword, String place) {
        JsonNode value = schema.get(keyword);
        if (value == null) return null;
        if (!value.isNumber()) throw new GrammarException(place, keyword + " is a number");
        BigDecimal bound = value.decimalValue();
        boolean close = bound.precision() - (long) bound.scale() <= 19 && bound.abs().compareTo(BOUND_MAX) <= 0
                && bound.scale() <= GrammarLimits.FRACTION_DIGITS_MAX;
        if (!close) {
            throw new GrammarException(place, keyword + ": up to 10^18 and " + GrammarLimits.FRACTION_DIGITS_MAX
                    + " digits after the point are supported");
        }
        return bound;
    }

    private Language multiples(BigDecimal of, boolean free, Bounds bounds, boolean integer, String place) {
        if (of.signum() <= 0) throw new GrammarException(place, "multipleOf is more than 0");
        BigDecimal plain = of.stripTrailingZeros();
        boolean whole = plain.scale() <= 0;
        boolean tenth = plain.unscaledValue().equals(BigInteger.ONE) && !whole;
        if (plain.compareTo(BigDecimal.ONE) == 0) return numbers.integer(bounds);
        if (tenth) return integer ? numbers.integer(bounds) : numbers.decimal(bounds, plain.scale());
        BigInteger first = divided(bounds.lowest(), plain), last = divided(bounds.highest().negate(), plain).negate();
        if (whole && last.subtract(first).compareTo(BigInteger.valueOf(MULTIPLES_MAX)) <= 0) {
            return listed(first, last, plain.toBigIntegerExact());
        }
        if (whole && free && plain.compareTo(BigDecimal.valueOf(GrammarLimits.MODULUS_MAX)) <= 0) {
            return numbers.multiples(plain.intValueExact());
        }
        throw new GrammarException(place, "multipleOf is supported up to " + GrammarLimits.MODULUS_MAX
                + " without bounds, with bounds for at most " + MULTIPLES_MAX + " multiples, or as a power of ten");
    }

    // number / divisor, rounded up
    private static BigInteger divided(BigInteger number, BigDecimal divisor) {
        return new BigDecimal(number).divide(divisor, 0, java.math.RoundingMode.CEILING).toBigIntegerExact();
    }

    private Language listed(BigInteger first, BigInteger last, BigInteger step) {
        List<Language> parts = new ArrayList<>();
        for (BigInteger i = first; i.compareTo(last) <= 0; i = i.add(BigInteger.ONE)) {
            parts.add(l.text(i.multiply(step).toString()));
        }
        return l.word(l.choice(parts));
    }

    // ---- arrays ----

    private Language array(JsonNode schema, String place, int depth) {
        int min = count(schema, "minItems", 0, place), max = count(schema, "maxItems", Language.ENDLESS, place);
        if (schema.path("uniqueItems").asBoolean() && max > 1) {
            throw new GrammarException(place, "uniqueItems is not supported");
        }
        boolean draft7 = schema.path("items").isArray();
        JsonNode prefix = draft7 ? schema.get("items") : schema.get("prefixItems");
        JsonNode others = draft7 ? schema.get("additionalItems") : schema.get("items");
        Language item = others == null ? any() : read(others, place + "/items", depth);
        if (prefix == null || prefix.isEmpty()) return words.list("[", item, min, bounded(item, max), "]");
        return tuple(prefix, item, min, max, place, depth);
    }

    private static int bounded(Language item, int max) {
        return item.isNothing() ? 0 : max;
    }

    private Language tuple(JsonNode prefix, Language item, int min, int max, String place, int depth) {
        int last = Math.min(prefix.size(), max);
        int most = max == Language.ENDLESS ? max : max - last;
        Language rest = max > prefix.size()
                ? l.repeat(l.sequence(words.comma(), item), Math.max(0, min - last), most)
                : min > last ? l.nothing() : l.empty();
        for (int i = last - 1; i >= 0; i--) {
            Language one = read(prefix.get(i), place + "/prefixItems/" + i, depth);
            Language more = l.sequence(i == 0 ? l.empty() : words.comma(), one, rest);
            rest = i >= min ? l.optional(more) : more;
        }
        return l.sequence(l.text("["), rest, l.text("]"));
    }

    // ---- objects ----

    private Language object(JsonNode schema, String place, int depth) {
        Map<String, Language> members = new LinkedHashMap<>();
        JsonNode properties = schema.path("properties"), others = schema.get("additionalProperties");
        Set<String> required = new TreeSet<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        if (properties.size() + required.size() > GrammarLimits.PROPERTIES_MAX) {
            throw new GrammarException(place, "more than " + GrammarLimits.PROPERTIES_MAX + " properties");
        }
        for (Map.Entry<String, JsonNode> property : properties.properties()) {
            members.put(property.getKey(),
                    read(property.getValue(), place + "/properties/" + property.getKey(), depth));
        }
        int min = count(schema, "minProperties", 0, place);
        int max = count(schema, "maxProperties", Language.ENDLESS, place);
        boolean isMap = members.isEmpty() && required.isEmpty() && (!schema.has("properties") || isSchema(others));
        if (isMap) return map(others, min, max, place, depth);
        for (String name : required) {
            if (!members.containsKey(name)) members.put(name, other(others, place, depth));
        }
        boolean counted = min > required.size() || max < members.size();
        if (counted && members.size() > COUNTED_MAX) {
            throw new GrammarException(place, "minProperties and maxProperties are supported for " + COUNTED_MAX
                    + " properties at most");
        }
        return new Members(l, words, members, required).between(counted ? min : 0, counted ? max : members.size());
    }

    private static boolean isSchema(JsonNode node) {
        return node != null && node.isObject();
    }

    private Language other(JsonNode schema, String place, int depth) {
        return schema == null ? any() : read(schema, place + "/additionalProperties", depth);
    }

    // Two members of a map may get the same name, which is one member less: a minimum above 1 cannot be promised.
    private Language map(JsonNode others, int min, int max, String place, int depth) {
        if (min > 1) throw new GrammarException(place, "minProperties above 1 without properties is not supported");
        Language value = other(others, place, depth);
        return words.object(value, min, bounded(value, max));
    }
}
