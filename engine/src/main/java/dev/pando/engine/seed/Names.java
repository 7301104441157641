package dev.pando.engine.seed;

import java.util.List;
import java.util.random.RandomGenerator;

/// Invents names, so that nothing the model was shown before can be the answer: it must read the notes.
///
/// A name belongs to one split for ever, by its hash: an eighth of all names is kept from training.
final class Names {

    private static final String[] ONSETS = {"b", "br", "c", "ch", "cl", "d", "dr", "f", "fl", "g", "gr", "h", "j", "k",
            "kl", "l", "m", "n", "p", "pr", "qu", "r", "s", "sh", "sk", "st", "t", "th", "tr", "v", "w", "y", "z", ""};
    private static final String[] VOWELS = {"a", "e", "i", "o", "u", "ai", "ea", "ie", "oa", "ou", "y", "a", "e", "i",
            "o"};
    private static final String[] CODAS = {"", "", "", "l", "n", "r", "s", "m", "nd", "rn", "st", "th", "ck", "x", "v"};
    private static final String[] MIDDLES = {"l", "n", "r", "s", "m", "n", "l", "r", "d", "k", "g", "b", "p", "t"};
    private static final String[] BETWEEN = {" van ", " de ", " O'", " Mac", " von ", " al-", " di ", " bin "};
    private static final String[] TOWN_ENDS = {"ton", "ford", "holm", "burg", "by", "mouth", "wick", "stead", "ham",
            "a", "o",
            "is", "port", "vale"};
    private static final String[] COUNTRY_ENDS = {"ia", "land", "mark", "stan", "ora", "any", "eth", "una"};
    private static final String[] FIRM_ENDS = {" Works", " & Sons", " Brothers", " Company", " Mills", " Trading",
            " Labs",
            " Makers"};
    private static final String[] ADJECTIVES = {"Silver", "Grey", "Northern", "Quiet", "Golden", "Proud", "Little",
            "Red",
            "Early", "Lucky", "Old", "Bright", "Lonely", "Swift", "Green", "Winter", "Blue", "Brave"};
    private static final String[] NOUNS = {"Heron", "Star", "Anchor", "Maid", "Gull", "Lantern", "Otter", "Wind",
            "Rose",
            "Falcon", "Pearl", "Dolphin", "Crown", "Swallow", "Thistle", "Harbour", "Moon", "Bell"};
    private static final String[] BOOK_STARTS = {"The Road to ", "Letters from ", "A Winter in ", "The Keeper of ",
            "Songs of ", "The Last Day of ", "Notes on ", "Beyond ", "The Garden of ", "A Year in "};
    private static final String[] FESTIVALS = {" Fair", " Night", " Day", " Feast", " Games", " Market"};

    private static final String[] TITLES = {"Dr. ", "Captain ", "Professor ", "Mr. ", "Mrs. ", "Ms. ", "Sister ",
            "Aunt "};
    private static final String[] SHORES = {"Bay", "Hill", "Creek", "Falls", "Point", "Harbour", "Green", "Cross",
            "Ridge", "Springs"};
    private static final String[] HALLS = {" Hall", " House", " Tower", " Museum", " Library", " Theatre", " Castle"};
    private static final String[] AT = {" at ", " at ", " in ", " of ", " near "};
    private static final String[] SCHOOLS = {" College", " School", " Academy", " University"};

    private static final int KEPT_FROM_TRAINING_ONE_IN = 8;

    private static final String[] UNITS = {" tonnes", " litres", " degrees", " percent", " million", " crowns", " days",
            " hectares", " hours", " metres", " visitors", " pages", " grams", " miles"};

    private final RandomGenerator random;
    private final Split split;
    private final Words words;

    Names(RandomGenerator random, Split split, Words words) {
        this.random = random;
        this.split = split;
        this.words = words;
    }

    /// A name for a thing of this kind that belongs to this split.
    String invent(String kind) {
        String name;
        do {
            name = draw(kind);
        } while (splitOf(name) != split);
        return name;
    }

    /// The split that an invented name belongs to.
    static Split splitOf(String name) {
        long hash = 0xcbf29ce484222325L; // FNV-1a: the split must not depend on Java's String.hashCode
        for (int i = 0; i < name.length(); i++) hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
        return Long.remainderUnsigned(hash ^ (hash >>> 32), KEPT_FROM_TRAINING_ONE_IN) == 0 ? Split.TEST : Split.TRAIN;
    }

    private String draw(String kind) {
        return switch (kind) {
            case "person" -> random.nextBoolean() ? likely() : person();
            case "building" -> building();
            case "team" -> town() + " " + pick(NOUNS) + "s";
            case "project" -> random.nextBoolean() ? "Project " + pick(NOUNS) : "the " + proper(2) + " project";
            case "school" -> town() + pick(SCHOOLS);
            case "town" -> random.nextBoolean() ? town() : Fact.sentence(word(random.nextInt(1, 3)) + pick(TOWN_ENDS));
            case "country" -> Fact.sentence(word(random.nextInt(1, 3)) + pick(COUNTRY_ENDS));
            case "firm" -> proper(random.nextInt(1, 3)) + pick(FIRM_ENDS);
            case "river" -> proper(random.nextInt(1, 3));
            case "mountain" -> "Mount " + proper(random.nextInt(1, 3));
            case "ship" -> random.nextBoolean() ? pick(ADJECTIVES) + " " + pick(NOUNS) : proper(2);
            case "book", "song", "painting", "film" -> pick(BOOK_STARTS) + proper(random.nextInt(1, 3));
            case "festival" -> "the " + proper(random.nextInt(1, 3)) + pick(FESTIVALS);
            case "language" -> Fact.sentence(word(random.nextInt(1, 3)) + "ish");
            case "animal", "device" -> word(random.nextInt(2, 4));
            case "thing" -> thing("singular");
            case "things" -> thing("plural");
            case "code" -> code();
            case "train", "flight" -> kind + " " + code();
            case "amount" -> amount();
            default -> throw new IllegalArgumentException("no names for the kind " + kind);
        };
    }

    // "Mira Solberg", "Captain Tomas Reyfield"
    private String likely() {
        String first = words.pick("firsts", random);
        return switch (random.nextInt(8)) {
            case 0 -> first;
            case 1 -> pick(TITLES) + first + " " + compound();
            case 2 -> pick(TITLES) + compound();
            default -> first + " " + compound();
        };
    }

    private String compound() {
        return words.pick("starts", random) + words.pick("ends", random);
    }

    private String town() {
        return switch (random.nextInt(6)) {
            case 0 -> pick(ADJECTIVES) + " " + pick(SHORES);
            case 1 -> compound() + " " + pick(SHORES);
            default -> compound();
        };
    }

    // "the lighthouse at Varn", "the old mill", "Solberg Hall"
    private String building() {
        String site = words.pick("sites", random);
        return switch (random.nextInt(8)) {
            case 0 -> "the " + words.pick("adjectives", random) + " " + site;
            case 1 -> compound() + pick(HALLS);
            case 2 -> "the " + compound() + " " + site;
            default -> "the " + site + pick(AT) + (random.nextBoolean() ? town() : proper(random.nextInt(1, 3)));
        };
    }

    private String person() {
        String first = proper(random.nextInt(1, 3));
        return switch (random.nextInt(8)) {
            case 0 -> first;
            case 1 -> first + " " + (char) ('A' + random.nextInt(26)) + ". " + proper(2);
            case 2 -> first + pick(BETWEEN) + proper(random.nextInt(1, 3));
            default -> first + " " + proper(random.nextInt(1, 4));
        };
    }

    // "deep lakes", "the old clock tower", "overfishing", "the brimok"
    private String thing(String list) {
        String noun = words.pick(list, random);
        return switch (random.nextInt(6)) {
            case 0 -> list.equals("plural") ? words.pick("adjectives", random) + " " + noun : "the " + word(2);
            case 1 -> words.pick("adjectives", random) + " " + noun;
            case 2 -> words.pick("singular", random) + " " + noun;
            case 3 -> words.pick("adjectives", random) + " " + words.pick("singular", random) + " " + noun;
            case 4 -> "the " + words.pick("adjectives", random) + " " + words.pick("singular", random);
            default -> noun;
        };
    }

    private String code() {
        StringBuilder code = new StringBuilder();
        for (int i = random.nextInt(1, 4); i > 0; i--) code.append((char) ('A' + random.nextInt(26)));
        if (random.nextBoolean()) code.append('-');
        return code.append(random.nextInt(1, 10_000)).toString();
    }

    private String amount() {
        String number = switch (random.nextInt(3)) {
            case 0 -> Integer.toString(random.nextInt(2, 1000));
            case 1 -> random.nextInt(1, 100) + "." + random.nextInt(10);
            default -> random.nextInt(1, 999) + ",%03d".formatted(random.nextInt(1000));
        };
        return number + pick(UNITS);
    }

    private String proper(int syllables) {
        return Fact.sentence(random.nextInt(6) == 0 ? letters() : word(syllables));
    }

    // No language has such words; whoever copies them copies anything.
    private String letters() {
        StringBuilder letters = new StringBuilder();
        for (int i = random.nextInt(3, 9); i > 0; i--) letters.append((char) ('a' + random.nextInt(26)));
        return letters.toString();
    }

    private String word(int syllables) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < syllables; i++) {
            word.append(pick(ONSETS)).append(pick(VOWELS));
            if (i < syllables - 1 && random.nextInt(3) == 0) word.append(pick(MIDDLES));
        }
        return word.append(pick(CODAS)).length() < 3 ? word(syllables + 1) : word.toString();
    }

    private String pick(String[] from) {
        return from[random.nextInt(from.length)];
    }

    /// One of a list, by chance.
    <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
