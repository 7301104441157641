package dev.pando.lab.schema;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.random.RandomGenerator;

/// Draws schemas of every kind that is followed: objects, arrays, tuples, enums, strings, numbers, unions, recursion.
final class RandomSchemas {

    private static final int DEPTH_MAX = 4;
    private static final List<String> NAMES = List.of("name", "größe", "日本", "a b", "q\"uote", "id", "emoji😀", "x",
            "_", "Ω");
    private static final List<String> FORMATS = List.of("date", "time", "date-time", "uuid", "email", "ipv4",
            "hostname",
            "ipv6", "uri");
    private static final List<String> PATTERNS = List.of("^[A-Z]{2,5}-[0-9]{1,4}$", "^(red|green|blue)$",
            "^\\d+(\\.\\d{2})?$",
            "^[^a-z\"]{1,6}$", "[aeiou]{2}", "^[а-яё]+$", "^.{3,9}$", "^\\w+@\\w+$");

    private final RandomGenerator random;
    private final JsonNodeFactory json = JsonNodeFactory.instance;

    RandomSchemas(RandomGenerator random) {
        this.random = random;
    }

    /// A schema; some refer to definitions, and some of those to themselves.
    ObjectNode next() {
        if (random.nextInt(6) > 0) return schema(0);
        ObjectNode root = object(1);
        ObjectNode node = root.putObject("$defs").putObject("node");
        node.put("type", "object").putArray("required").add("value");
        ObjectNode properties = node.putObject("properties");
        properties.set("value", scalar());
        properties.putObject("next").putArray("anyOf").add(json.objectNode().put("$ref", "#/$defs/node"))
                .add(json.objectNode().put("type", "null"));
        root.withObjectProperty("properties").putObject("tree").put("$ref", "#/$defs/node");
        return root;
    }

    private ObjectNode schema(int depth) {
        return switch (random.nextInt(depth < DEPTH_MAX ? 10 : 6)) {
            case 0, 1, 2 -> scalar();
            case 3 -> values();
            case 4, 5 -> scalar();
            case 6, 7 -> object(depth);
            case 8 -> array(depth);
            default -> union(depth);
        };
    }

    private ObjectNode scalar() {
        return switch (random.nextInt(7)) {
            case 0, 1 -> string();
            case 2 -> integer();
            case 3 -> number();
            case 4 -> json.objectNode().put("type", "boolean");
            case 5 -> json.objectNode().put("type", "null");
            default -> nullable();
        };
    }

    private ObjectNode nullable() {
        ObjectNode schema = string();
        schema.putArray("type").add("string").add("null");
        return schema;
    }

    private ObjectNode string() {
        ObjectNode schema = json.objectNode().put("type", "string");
        switch (random.nextInt(4)) {
            case 0 -> schema.put("format", any(FORMATS));
            case 1 -> schema.put("pattern", any(PATTERNS));
            case 2 -> {
                int min = random.nextInt(8);
                schema.put("minLength", min).put("maxLength", min + random.nextInt(20));
            }
            default -> {
            }
        }
        return schema;
    }

    private ObjectNode integer() {
        ObjectNode schema = json.objectNode().put("type", "integer");
        int low = random.nextInt(-100_000, 100_000);
        switch (random.nextInt(5)) {
            case 0 -> schema.put("minimum", low);
            case 1 -> schema.put("exclusiveMaximum", low);
            case 2 -> schema.put("minimum", low).put("maximum", low + random.nextInt(5_000));
            case 3 -> schema.put("multipleOf", random.nextInt(1, 100));
            default -> {
            }
        }
        return schema;
    }

    private ObjectNode number() {
        ObjectNode schema = json.objectNode().put("type", "number");
        double low = random.nextInt(-10_000, 10_000) / 100.0;
        switch (random.nextInt(4)) {
            case 0 -> schema.put("minimum", low).put("maximum",
                    Math.round(1_000 * low + random.nextInt(1, 90_000)) / 1_000.0);
            case 1 -> schema.put("exclusiveMinimum", low);
            case 2 -> schema.put("multipleOf", 0.01).put("minimum", -5).put("maximum", 5);
            default -> {
            }
        }
        return schema;
    }

    private ObjectNode values() {
        ObjectNode schema = json.objectNode();
        ArrayNode values = schema.putArray("enum").add(any(NAMES)).add(random.nextInt(100)).addNull();
        values.addObject().put("größe", 1.5).putArray("list").add(true);
        return random.nextBoolean() ? schema : json.objectNode().set("const", values.get(random.nextInt(4)));
    }

    private ObjectNode object(int depth) {
        ObjectNode schema = json.objectNode().put("type", "object");
        if (random.nextInt(8) == 0) {
            schema.set("additionalProperties", scalar());
            return schema;
        }
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = schema.putArray("required");
        for (String name : NAMES) {
            if (random.nextInt(3) > 0) continue;
            properties.set(name, schema(depth + 1));
            if (random.nextBoolean()) required.add(name);
        }
        if (random.nextBoolean()) schema.put("additionalProperties", false);
        if (properties.size() > 1 && random.nextInt(4) == 0) schema.put("minProperties", 1);
        return schema;
    }

    private ObjectNode array(int depth) {
        ObjectNode schema = json.objectNode().put("type", "array");
        int min = random.nextInt(3);
        if (random.nextInt(4) == 0) {
            schema.putArray("prefixItems").add(scalar()).add(scalar());
            schema.put("items", false);
        } else {
            schema.set("items", schema(depth + 1));
            schema.put("minItems", min).put("maxItems", min + random.nextInt(1, 4));
        }
        return schema;
    }

    private ObjectNode union(int depth) {
        ObjectNode schema = json.objectNode();
        if (random.nextBoolean()) {
            schema.putArray("anyOf").add(schema(depth + 1)).add(schema(depth + 1));
        } else {
            schema.putArray("oneOf").add(tagged("a", depth)).add(tagged("b", depth));
        }
        return schema;
    }

    private ObjectNode tagged(String tag, int depth) {
        ObjectNode schema = json.objectNode().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        properties.putObject("kind").put("const", tag);
        properties.set("value", schema(depth + 1));
        schema.putArray("required").add("kind");
        return schema;
    }

    private String any(List<String> list) {
        return list.get(random.nextInt(list.size()));
    }
}
