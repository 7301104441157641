package dev.pando.engine.seed;

import dev.pando.engine.seed.Framed.Use;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// Relations that are made from a word, so that reading them cannot be learned one by one: "X warms Y", "the emblem of X
/// is Y". Some words are invented too.
final class Generic {

    private static final int INVENTED_ONE_IN = 3, PREPOSITIONAL_ONE_IN = 6;

    private final Map<String, List<String>> lines;
    private final Words words;
    private final Frames frames;
    private final Kinds kinds;

    Generic(Words words, Relations relations) {
        this.frames = relations.frames();
        this.kinds = relations.kinds();
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
        Function<String, List<String>> written = list -> lines.get(family + "-" + list).stream()
                .map(t -> t.replace("{a}", word).replace("{does}", "{s?does:do}")).toList();
        return relation(family + ":" + word, objectKind, written, Lexeme.noun(word, false));
    }

    private Relation relation(String name, String objectKind, Function<String, List<String>> written, Lexeme word) {
        EnumMap<Use, Phrasings> all = new EnumMap<>(Use.class);
        for (Use use : Use.values()) {
            boolean noun = use == Use.PHRASE || use == Use.INVERSE;
            List<String> whole = use == Use.INVERSE ? List.of() : written.apply(use.word());
            all.put(use, new Phrasings(whole, noun ? 0 : Relation.HELD_OUT,
                    new Framed(frames, kinds, List.of(word), use, Relation.ANY, objectKind)));
        }
        return new Relation(name, Relation.ANY, objectKind, all.get(Use.SAY), all.get(Use.ASK), all.get(Use.WHOSE),
                all.get(Use.PHRASE), all.get(Use.INVERSE), List.of());
    }

    private Relation verb(Names names, RandomGenerator random, Split split) {
        boolean prepositional = random.nextInt(PREPOSITIONAL_ONE_IN) == 0;
        String verb = random.nextInt(INVENTED_ONE_IN) == 0
                ? names.invent("device")
                : words.pick(prepositional ? "prepositional" : "verbs", random, split);
        boolean passive = !verb.contains(" ");
        return relation("verb:" + verb, Relation.ANY, list -> verb(list, verb, passive && !list.equals("np")),
                Lexeme.agreeing(verb, third(verb), passive ? past(verb) : ""));
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
