package dev.pando.engine.seed;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Relations that are made from a word, so that reading them cannot be learned one by one: "X warms Y", "the emblem of X
/// is Y". Some words are invented too.
final class Generic {

    private static final int INVENTED_ONE_IN = 8, PREPOSITIONAL_ONE_IN = 6;

    private final Map<String, List<String>> lines;
    private final Words words;

    Generic(Words words) {
        this.lines = words.templates();
        this.words = words;
    }

    /// A relation whose word belongs to this split.
    Relation invent(Names names, RandomGenerator random, Split split) {
        return switch (random.nextInt(5)) {
            case 0, 1 -> verb(names, random, split);
            case 2, 3 -> named("attribute", names, random, split, Relation.ANY);
            default -> named("role", names, random, split, "person");
        };
    }

    private Relation named(String family, Names names, RandomGenerator random, Split split, String objectKind) {
        String word = random.nextInt(INVENTED_ONE_IN) == 0
                ? names.invent("device")
                : words.pick(family + "s", random, split);
        return new Relation(family + ":" + word, Relation.ANY, objectKind, with(family + "-say", "{a}", word),
                with(family + "-ask", "{a}", word), with(family + "-whose", "{a}", word),
                with(family + "-np", "{a}", word));
    }

    private List<String> with(String list, String slot, String word) {
        return lines.get(list).stream().map(t -> t.replace(slot, word).replace("{does}", "{s?does:do}")).toList();
    }

    private Relation verb(Names names, RandomGenerator random, Split split) {
        boolean prepositional = random.nextInt(PREPOSITIONAL_ONE_IN) == 0;
        String verb = random.nextInt(INVENTED_ONE_IN) == 0
                ? names.invent("device")
                : words.pick(prepositional ? "prepositional" : "verbs", random, split);
        boolean passive = !verb.contains(" ");
        return new Relation("verb:" + verb, Relation.ANY, Relation.ANY, verb("say", verb, passive),
                verb("ask", verb, passive), verb("whose", verb, passive), verb("np", verb, false));
    }

    // Held-out phrasings stay last: those of the active voice are put behind those of the passive.
    private List<String> verb(String list, String verb, boolean passive) {
        List<String> active = lines.get("verb-" + list), all = new ArrayList<>();
        if (passive) {
            List<String> more = lines.get("passive-" + list);
            all.addAll(more.subList(0, more.size() - 1));
            all.addAll(active.subList(0, active.size() - 1));
            all.add(more.getLast());
            all.add(active.getLast());
        } else {
            all.addAll(active);
        }
        return all.stream().map(t -> inflect(t, verb)).toList();
    }

    private static String inflect(String template, String verb) {
        return template.replace("{vs}", "{s?" + third(verb) + ":" + verb + "}").replace("{third}", third(verb))
                .replace("{ved}", past(verb)).replace("{v}", verb).replace("{does}", "{s?does:do}")
                .replace("{ois}", "{o?is:are}");
    }

    /// "It warms", "it carries", "it leads to".
    static String third(String verb) {
        int space = verb.indexOf(' ');
        if (space > 0) return third(verb.substring(0, space)) + verb.substring(space);
        if (verb.matches(".*(s|x|z|ch|sh|o)")) return verb + "es";
        return verb.matches(".*[^aeiou]y") ? verb.substring(0, verb.length() - 1) + "ies" : verb + "s";
    }

    /// "It was warmed", "it was carried".
    static String past(String verb) {
        if (verb.endsWith("e")) return verb + "d";
        return verb.matches(".*[^aeiou]y") ? verb.substring(0, verb.length() - 1) + "ied" : verb + "ed";
    }
}
