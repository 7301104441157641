package dev.pando.engine.seed;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Templates that frames make of a relation's words, for one use.
///
/// Kept from training is what has a word or a frame that is kept from it.
///
/// @param frames  all of them
/// @param kinds   what things are called
/// @param words   of the relation
/// @param use     what the templates are for
/// @param subject kind of the relation's subject
/// @param object  kind of its object
record Framed(Frames frames, Kinds kinds, List<Lexeme> words, Use use, String subject, String object) {

    private static final int TRIES = 50; // to find one that the caller does not refuse

    /// What a template is for.
    enum Use {
        /// It states the relation.
        SAY("say", "-say", "-say"),
        /// It asks for the object.
        ASK("ask", "-ask-y", "-ask-x"),
        /// It asks for the subject.
        WHOSE("whose", "-ask-x", "-ask-y"),
        /// It means the object.
        PHRASE("np", "-np-y", "-np-x"),
        /// It means the subject.
        INVERSE("inverse", "-np-x", "-np-y");

        private final String word, straight, turned;

        Use(String word, String straight, String turned) {
            this.word = word;
            this.straight = straight;
            this.turned = turned;
        }

        /// How lines of this use begin in `relations.txt`.
        String word() {
            return word;
        }
    }

    Framed {
        words = List.copyOf(words);
    }

    boolean isEmpty() {
        return words.isEmpty();
    }

    /// One that belongs to this split.
    ///
    /// @param refused what was written down for the other split
    String pick(Split split, RandomGenerator random, Set<String> refused) {
        for (int i = 0; i < TRIES; i++) {
            String made = split == Split.TRAIN ? made(false, false, random) : heldOut(random);
            if (made != null && !refused.contains(Fact.sentence(made))) return made;
        }
        throw new IllegalStateException("no frame of " + use + " for " + words);
    }

    private String heldOut(RandomGenerator random) {
        boolean word = words.stream().anyMatch(Lexeme::heldOut) && random.nextBoolean();
        return made(word, !word || random.nextBoolean(), random);
    }

    private String made(boolean heldOutWord, boolean heldOutFrame, RandomGenerator random) {
        List<Lexeme> from = words.stream().filter(w -> w.heldOut() == heldOutWord).toList();
        Lexeme word = from.get(random.nextInt(from.size()));
        String list = word.family() + (word.turned() ? use.turned : use.straight);
        String frame = frames.pick(list, heldOutFrame, random);
        if (frame.contains("{part}") && !word.slots().containsKey("part")) return null;
        return fill(frame, word, !list.endsWith("-x"), random);
    }

    private String fill(String frame, Lexeme word, boolean asksForY, RandomGenerator random) {
        String x = word.turned() ? "o" : "s", y = word.turned() ? "s" : "o";
        String asked = kind(asksForY ? y : x);
        String made = frame;
        for (Map.Entry<String, String> slot : word.slots().entrySet()) {
            made = made.replace("{" + slot.getKey() + "}", slot.getValue());
        }
        if (kind(y).equals("person")) made = made.replace(" its ", " their ");
        String who = asked.equals("person") ? "who" : "what", whom = asked.equals("person") ? "whom" : "what";
        made = made.replace("{who}", who).replace("{Who}", Fact.sentence(who)).replace("{whom}", whom)
                .replace("{Whom}", Fact.sentence(whom)).replace("{kind}", kinds.called(asked, random));
        return made.replace("{x}", Kinds.named(kind(x), "{" + x + "}")).replace("{y}", Kinds.named(kind(y), "{" + y + "}"));
    }

    private String kind(String slot) {
        return slot.equals("s") ? subject : object;
    }
}
