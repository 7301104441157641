package dev.pando.engine.seed;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.random.RandomGenerator;

/// A handful of invented things and the facts that hold between them; each example gets a world of its own.
final class World {

    private static final int TRIES = 30; // to find a thing that nothing was said of
    private static final int FIRST_YEAR = 1502, LAST_YEAR = 2020;

    private static final List<String> SUBJECTS = List.of("person", "town", "country", "firm", "river", "mountain",
            "book",
            "festival", "thing", "thing", "thing", "things", "things", "things", "code", "building", "building",
            "project", "team",
            "school", "person", "town");
    private static final List<String> OBJECTS = List.of("person", "person", "town", "town", "country", "firm",
            "mountain",
            "book", "thing", "thing", "thing", "things", "things", "things", "code", "year", "amount", "amount",
            "colour",
            "material", "dish", "building", "date", "price", "clock");

    private static final String[] CLOCK_MINUTES = {"00", "15", "30", "45", "05", "20", "50"};
    private static final List<String> COINS = List.of(" crowns", " euros", " dollars", " coins", " pounds", " marks");
    private static final Pattern INVENTED = Pattern.compile("\\{(\\w+)\\}");
    private static final int IN_WORDS_ONE_IN = 3, PAIR_ONE_IN = 8;
    private static final Set<String> MANY = Set.of("goods", "dish", "food", "material", "drink", "colour", "instrument",
            "topic", "language", "hobby", "lesson", "flower");
    private static final List<String> ROOMS = List.of("room", "office", "hall", "cabin", "cell", "lab");
    private static final List<String> DAYS = List.of("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
            "Sunday");

    private final Relations relations;
    private final Generic generic;
    private final RandomGenerator random;
    private final Split split;
    private final Names names;
    private final Map<String, String> kinds = new HashMap<>(); // of each thing
    private final List<Fact> facts = new ArrayList<>();

    World(Relations relations, Generic generic, Words words, RandomGenerator random, Split split) {
        this.relations = relations;
        this.generic = generic;
        this.random = random;
        this.split = split;
        this.names = new Names(random, split, words);
    }

    List<Fact> facts() {
        return facts;
    }

    /// A new thing of this kind.
    String thing(String kind) {
        String name = value(kind);
        kinds.put(name, kind);
        return name;
    }

    /// A new subject for this relation.
    String subject(Relation relation) {
        return thing(relation.subjectKind().equals(Relation.ANY) ? names.pick(SUBJECTS) : relation.subjectKind());
    }

    /// A new object for this relation.
    String object(Relation relation) {
        return thing(relation.objectKind().equals(Relation.ANY) ? names.pick(OBJECTS) : relation.objectKind());
    }

    /// A name of two words, one of them of `name`; nothing if the names of its kind have not two.
    Optional<String> alike(String name) {
        String[] mine = name.split(" "), other = thing(kind(name)).split(" ");
        if (mine.length != 2 || other.length != 2) return Optional.empty();
        return Optional.of(random.nextBoolean() ? mine[0] + " " + other[1] : other[0] + " " + mine[1]);
    }

    /// What kind of thing this is.
    String kind(String thing) {
        return kinds.get(thing);
    }

    /// A relation that can be said of this kind of thing: half of them of everything.
    Relation relationOf(String kind) {
        List<Relation> named = relations.of(kind);
        if (named.isEmpty() || random.nextInt(10) < 3) return strange();
        return names.pick(named);
    }

    /// Any relation.
    Relation relation() {
        return random.nextInt(10) < 3 ? strange() : names.pick(relations.all());
    }

    /// A relation that can be said of everything, made from a word.
    Relation strange() {
        return generic.invent(names, random, split);
    }

    /// Whether anything at all can be said of this kind of thing.
    boolean speaksOf(String kind) {
        return SUBJECTS.contains(kind) || !relations.of(kind).isEmpty();
    }

    /// States facts until there are `count`: of the same things, of the same relations, and of others.
    void populate(int count) {
        while (facts.size() < count) {
            Fact known = names.pick(facts);
            switch (random.nextInt(8)) {
                case 0, 1 -> stateOf(known.subject());
                case 2, 3, 4 -> state(known.relation(), subject(known.relation()));
                case 5, 6 -> stateOf(known.object());
                default -> {
                    Relation other = relation();
                    state(other, subject(other));
                }
            }
        }
    }

    /// States something about `thing`, if anything can be said of it that is not yet.
    void stateOf(String thing) {
        if (!speaksOf(kind(thing))) return;
        Relation relation = relationOf(kind(thing));
        if (!holds(relation, thing)) state(relation, thing);
    }

    /// States a new fact about `subject`, with an object that no other fact has; nothing if chance finds none.
    Optional<Fact> state(Relation relation, String subject) {
        for (int i = 0; i < TRIES; i++) {
            String object = object(relation);
            if (object.equals(subject) || taken(object)) continue;
            Fact fact = new Fact(relation, subject, object);
            facts.add(fact);
            return Optional.of(fact);
        }
        return Optional.empty();
    }

    private boolean taken(String thing) {
        return facts.stream().anyMatch(f -> f.object().equals(thing) || f.subject().equals(thing));
    }

    private String value(String kind) {
        List<String> ordinary = relations.values(kind);
        if (!ordinary.isEmpty()) return ordinary(kind, ordinary);
        return switch (kind) {
            case "year" -> Integer.toString(random.nextInt(FIRST_YEAR, LAST_YEAR));
            case "number" -> number(2, 900);
            case "count" -> random.nextInt(3) == 0
                    ? number(2, 9_999)
                    : random.nextInt(2, 999) + ",%03d".formatted(random.nextInt(1000));
            case "years" -> number(2, 120) + " years";
            case "kilometres" -> number(12, 2900) + " kilometres";
            case "metres" -> number(400, 8800) + " metres";
            case "few" -> number(2, 90);
            case "kilograms", "litres", "minutes" -> number(2, 900) + " " + kind;
            case "depth" -> number(2, 400) + " metres";
            case "degrees" -> random.nextInt(-40, 60) + " degrees";
            case "speed" -> random.nextInt(4, 400) + " kilometres an hour";
            case "clock" -> random.nextInt(1, 24) + ":" + CLOCK_MINUTES[random.nextInt(CLOCK_MINUTES.length)];
            case "price" -> (random.nextBoolean() ? number(1, 990) : random.nextInt(1, 990) + ",000")
                    + names.pick(COINS);
            case "date" -> date();
            case "room" -> names.pick(ROOMS) + " " + number(1, 400);
            case "weekday" -> names.pick(DAYS);
            default -> names.invent(kind);
        };
    }

    // "wool", "wool and honey"
    private String ordinary(String kind, List<String> values) {
        String one = names.pick(values), other = names.pick(values);
        return filled(MANY.contains(kind) && random.nextInt(PAIR_ONE_IN) == 0 && !one.equals(other)
                ? one + " and " + other
                : one);
    }

    /// A text with an invented name for each kind that stands in braces: "the night train to {town}".
    String filled(String value) {
        return INVENTED.matcher(value).replaceAll(m -> Matcher.quoteReplacement(value(m.group(1))));
    }

    // "412 pages", "four hundred and twelve pages"
    private String number(int from, int to) {
        int number = random.nextInt(from, to);
        return random.nextInt(IN_WORDS_ONE_IN) == 0 ? Numerals.words(number) : Integer.toString(number);
    }

    // "12 March 1893", "March 12", "12 March"
    private String date() {
        String month = names.pick(relations.values("month"));
        int day = random.nextInt(1, 29), year = random.nextInt(FIRST_YEAR, LAST_YEAR);
        return switch (random.nextInt(3)) {
            case 0 -> day + " " + month + " " + year;
            case 1 -> month + " " + day;
            default -> day + " " + month;
        };
    }

    /// Whether it is stated what this relation gives for `subject`.
    boolean holds(Relation relation, String subject) {
        return facts.stream().anyMatch(f -> f.relation().name().equals(relation.name()) && f.subject().equals(subject));
    }
}
