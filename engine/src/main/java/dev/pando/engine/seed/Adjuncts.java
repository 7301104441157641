package dev.pando.engine.seed;

import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/// Says more in a sentence than what is asked for: "Thora plays the zither *with Hedda Orne*." Where nothing else in a sentence could be the
/// answer, a reader need not read the question to find it.
final class Adjuncts {

    private static final int ONE_IN = 2;
    private static final String BEGIN = "begin";
    private static final Set<String> PLACES = Set.of("town", "country", "building", "firm", "river", "mountain",
            "school",
            "room"),
            TIMES = Set.of("year", "date", "weekday", "clock", "years", "minutes", "month"), PERSONS = Set.of("person");
    // What stands behind a preposition may well be a place or a time, whatever it is called.
    private static final Pattern PREPOSITION = Pattern.compile(
            "(?i)\\b(in|on|at|by|for|from|to|with|under|over|behind|before|after|until|since|near|above|below|during|every|through|across|between|next|along|opposite|of)\\b");

    private static final Pattern NAMED_FIRST = Pattern.compile("\\{[so]} ");

    /// What may be said, and of which sort.
    private record Adjunct(String sort, String text) {}

    private static final List<Adjunct> ALL = Resources.lines("adjuncts.txt").stream()
            .map(line -> new Adjunct(line.substring(0, line.indexOf(' ')), line.substring(line.indexOf(' ') + 1)))
            .toList();

    private final World world;
    private final RandomGenerator random;

    Adjuncts(World world, RandomGenerator random) {
        this.world = world;
        this.random = random;
    }

    /// A template of `relation` that perhaps says more, but nothing that could be taken for its object.
    ///
    /// @param object that will be filled in
    String in(String template, Relation relation, String object) {
        if (random.nextInt(ONE_IN) != 0 || PREPOSITION.matcher(object).find()) return template;
        List<Adjunct> fitting = ALL.stream().filter(a -> fits(a, relation.objectKind())).toList();
        Adjunct adjunct = fitting.get(random.nextInt(fitting.size()));
        boolean begins = adjunct.sort.equals(BEGIN);
        if (begins ? !NAMED_FIRST.matcher(template).lookingAt() : !template.endsWith(" {o}.")) return template;
        String text = world.filled(adjunct.text);
        return begins
                ? Fact.sentence(text) + (random.nextBoolean() ? ", " : " ") + template
                : template.substring(0, template.length() - 1) + " " + text + ".";
    }

    private static boolean fits(Adjunct adjunct, String objectKind) {
        boolean place = PLACES.contains(objectKind), time = TIMES.contains(objectKind),
                person = PERSONS.contains(objectKind);
        return switch (adjunct.sort) {
            case "place" -> !place;
            case "time" -> !time;
            case "person" -> !person;
            case BEGIN -> kindsOf(adjunct, TIMES, !time) && kindsOf(adjunct, PLACES, !place)
                    && kindsOf(adjunct, PERSONS, !person);
            default -> true;
        };
    }

    private static boolean kindsOf(Adjunct adjunct, Set<String> kinds, boolean allowed) {
        return allowed || kinds.stream().noneMatch(kind -> adjunct.text.contains("{" + kind + "}"));
    }
}
