package dev.pando.engine.seed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.seed.SeedExample.Kind;
import dev.pando.testing.Forall;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SeedTextTest {

    private static final long LESSONS = 1_000;

    @Test
    void theSameSeedGivesTheSameLessonsAndAnotherSeedOthers() {
        SeedText a = new SeedText(7, Split.TRAIN), b = new SeedText(7, Split.TRAIN), c = new SeedText(8, Split.TRAIN);
        for (long i = 0; i < 100; i++) assertEquals(a.lesson(i, Stage.last()), b.lesson(i, Stage.last()));
        assertEquals(a.example(Kind.ONE_NOTE, 5), b.example(Kind.ONE_NOTE, 5));
        assertNotEquals(a.lesson(0, Stage.last()), c.lesson(0, Stage.last()));
    }

    @ParameterizedTest
    @EnumSource(names = {"ONE_NOTE", "TWO_NOTES"})
    void theAnswerStandsInTheNoteThatIsCitedLast(Kind kind) {
        SeedText text = new SeedText(1, Split.TRAIN);
        for (long i = 0; i < LESSONS; i++) {
            SeedExample example = text.example(kind, i);
            String answer = example.answer().orElseThrow();
            assertEquals(kind == Kind.ONE_NOTE ? 1 : 2, example.cites().size());
            String note = example.notes().get(example.cites().getLast() - 1).toLowerCase();
            assertTrue(note.contains(answer.toLowerCase()), () -> example.prompt() + "\n→ " + example.reply());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatShouldBeSaidIsReadAsTheAnswerWithItsCitations(Kind kind) {
        for (Split split : Split.values()) {
            SeedText text = new SeedText(2, split);
            for (long i = 0; i < 300; i++) {
                SeedExample example = text.example(kind, i);
                assertEquals(new NoteReply(example.answer(), example.cites()), NoteReply.read(example.reply()));
            }
        }
    }

    @Test
    void aReaderIsToldWhichNotesAreAskedForAndQuotesThem() {
        List<String> notes = List.of("Marta was born in Varnholm.", "Kell lives in Arv.", "Varnholm lies in Estoria.");
        SeedExample chain = SeedExample.of(Kind.TWO_NOTES, notes, "In which country was Marta born?",
                Optional.of("Estoria"), List.of(1, 3));
        assertEquals(List.of(Optional.of(true), Optional.of(false), Optional.empty()),
                List.of(chain.asksFor(1), chain.asksFor(2), chain.asksFor(3)));
        assertEquals("[1] Marta was born in Varnholm. [3] Varnholm lies in Estoria. → Estoria", chain.reply());
        assertEquals("[2] Kell lives in Arv.", SeedExample
                .of(Kind.RESTATE, notes, "What does note 2 say?", Optional.of(notes.get(1)), List.of(2)).reply());
    }

    @Test
    void aSiftedExampleShowsWhatTheNodeShowsAndStillHoldsItsAnswer() {
        SeedExample asked = SeedExample.of(Kind.ONE_NOTE, List.of("Kell lives in Arv.", "The old mill has a wheel.",
                "Marta was born in Varnholm.", "Marta owns a boat."), "Where was Marta born?", Optional.of("Varnholm"),
                List.of(3));
        SeedExample sifted = asked.sifted();
        assertEquals(List.of("Marta was born in Varnholm."), sifted.notes());
        assertEquals("[1] Marta was born in Varnholm. → Varnholm", sifted.reply());
        SeedExample far = SeedExample.of(Kind.ONE_NOTE, List.of("The mill is old.", "Her cradle stood in Varnholm."),
                "How old is Marta?", Optional.of("Varnholm"), List.of(2));
        assertEquals(far, far.sifted(), "the note that is needed would be left out");
    }

    @Test
    void strewnWordsChangeNothingThatASentenceSaysAndTouchNothingThatItSpeaksOf() {
        List<String> templates = List.of("{s} has its headquarters in the old town of {o}.",
                "{s} {s?warms and dries:warm and dry} all of the many rooms of {o}.", "{o} {s}.");
        Forall.seeds(300, random -> {
            Strewn strewn = new Strewn(Words.bundled(), Frames.bundled(), random, 1);
            for (String template : templates) {
                String worded = strewn.in(template);
                int at = 0;
                for (String word : template.split(" ")) {
                    at = worded.indexOf(word, at);
                    assertTrue(at >= 0, worded);
                }
                List<String> words = List.of(worded.split(" "));
                assertTrue(worded.endsWith(" {o}.") && words.get(words.size() - 2).equals("of")
                        || worded.equals("{o} {s}."), worded);
                assertTrue(words.size() <= template.split(" ").length + 9, worded);
            }
        });
        Strewn none = new Strewn(Words.bundled(), Frames.bundled(), new SplittableRandom(1), 0);
        assertEquals(templates.getFirst(), none.in(templates.getFirst()));
    }

    @Test
    void whatCannotBeAnsweredIsNotAsked() {
        SeedText text = new SeedText(1, Split.TEST);
        for (long i = 0; i < LESSONS; i++) {
            SeedExample example = text.example(Kind.UNANSWERABLE, i);
            assertTrue(example.answer().isEmpty());
            assertEquals(NoteReply.UNKNOWN, example.reply());
            assertFalse(example.notes().isEmpty());
        }
    }

    @Test
    void whatSoundsLikeAnAnswerIsNotTheOneThatIs() {
        for (Split split : Split.values()) {
            SeedText text = new SeedText(3, split);
            assertEquals(text.nearMiss(5), new SeedText(3, split).nearMiss(5));
            for (long i = 0; i < LESSONS; i++) {
                NearMiss made = text.nearMiss(i);
                assertTrue(made.quotation().toLowerCase().contains(made.answer().toLowerCase()), made::toString);
                assertFalse(made.misses().isEmpty(), made::toString);
                assertFalse(made.misses().contains(made.quotation()), made::toString);
                made.misses().forEach(miss -> assertFalse(miss.contains("{"), miss));
            }
        }
    }

    @Test
    void theFirstOfTwoNotesAloneIsAMissAndWhatSomebodyWroteCrowdsNothingOut() {
        SeedText text = SeedText.retold(4);
        int pairs = 0;
        for (long i = 0; i < LESSONS; i++) {
            NearMiss made = text.nearMiss(i);
            assertTrue(made.misses().size() <= 10, made::toString);
            int between = made.quotation().indexOf(NotePrompt.BETWEEN);
            if (between > 0 && made.misses().contains(made.quotation().substring(0, between))) pairs++;
        }
        assertTrue(pairs > LESSONS / 8, pairs + " of " + LESSONS);
    }

    @Test
    void everyWrittenMissSpeaksOfItsSubjectOnceAndOfNoObject() {
        Relations relations = Relations.retold();
        SplittableRandom random = new SplittableRandom(1);
        World world = new World(relations, new Generic(Words.bundled(), relations), Words.bundled(), random,
                Split.TRAIN);
        assertTrue(relations.missed().size() > 400);
        for (Relation relation : relations.missed()) {
            for (String miss : relation.misses()) {
                assertEquals(1, miss.split("\\{s}", -1).length - 1, miss);
                assertFalse(miss.contains("{o"), miss);
                String filled = world.filled(Fact.fill(miss, "it", ""));
                assertFalse(filled.contains("{"), filled);
            }
        }
    }

    @Test
    void questionsOfALessonShareItsNotesAndDiffer() {
        SeedText text = new SeedText(1, Split.TRAIN);
        for (long i = 0; i < LESSONS; i++) {
            List<SeedExample> lesson = text.lesson(i, Stage.at(i / (double) LESSONS));
            for (SeedExample example : lesson) assertEquals(lesson.getFirst().notes(), example.notes());
            boolean talk = lesson.getFirst().kind() == Kind.SMALL_TALK;
            assertTrue(talk || lesson.stream().map(SeedExample::question).distinct().count() == lesson.size());
        }
    }

    @Test
    void noPhrasingAndNoInventedNameOfTheTestIsSeenInTraining() {
        Words words = Words.bundled();
        for (Relation r : relations(words)) {
            for (Phrasings use : List.of(r.says(), r.asks(), r.whose())) {
                assertTrue(Collections.disjoint(seen(use, Split.TRAIN), seen(use, Split.TEST)), r.name());
            }
        }
        Forall.seeds(200, random -> {
            assertEquals(Split.TEST, Names.splitOf(new Names(random, Split.TEST, words).invent("person")));
            assertEquals(Split.TRAIN, Names.splitOf(new Names(random, Split.TRAIN, words).invent("things")));
        });
    }

    @Test
    void whatIsRetoldIsForTrainingAlone() {
        List<Relation> bundled = Relations.bundled().all(), retold = Relations.retold().all();
        List<String> betrayed = new ArrayList<>();
        int more = 0;
        for (int i = 0; i < bundled.size(); i++) {
            Relation few = bundled.get(i), many = retold.get(i);
            assertEquals(few.name(), many.name());
            more += many.says().whole(Split.TRAIN).size() - few.says().whole(Split.TRAIN).size();
            for (Function<Relation, Phrasings> use : List.<Function<Relation, Phrasings>>of(Relation::says,
                    Relation::asks)) {
                assertEquals(use.apply(few).whole(Split.TEST), use.apply(many).whole(Split.TEST));
                Set<String> kept = seen(use.apply(few), Split.TEST);
                use.apply(many).whole(Split.TRAIN).stream().filter(kept::contains).forEach(betrayed::add);
            }
        }
        assertEquals(List.of(), betrayed);
        assertTrue(more > 2_000, "sentences: " + more);
    }

    // All that was written down, and many of those that frames make.
    @Test
    void moreFramesAreForTrainingAlone() {
        Set<String> bundled = Set.copyOf(Resources.lines("frames.txt"));
        Frames frames = Frames.bundled();
        for (String line : Resources.lines("retold-frames.txt")) {
            int space = line.indexOf(' ');
            String list = line.substring(0, space), text = line.substring(space + 1);
            assertTrue(frames.has(list) && frames.has(list + "~"), line);
            assertFalse(bundled.contains(line) || bundled.contains(list + "~ " + text), line);
        }
        Words more = Words.retold();
        Words.bundled().templates().forEach((list, few) -> {
            List<String> many = more.templates().get(list);
            assertTrue(many.size() > few.size(), list);
            assertEquals(few.subList(few.size() - 2, few.size()), many.subList(many.size() - 2, many.size()), list);
            assertEquals(many.size(), Set.copyOf(many).size(), list);
        });
    }

    private static Set<String> seen(Phrasings use, Split split) {
        Set<String> seen = new HashSet<>(use.whole(split));
        RandomGenerator random = new SplittableRandom(1);
        for (int i = 0; i < 1_000 && !use.isEmpty(); i++) seen.add(Fact.sentence(use.pick(split, random)));
        return seen;
    }

    private static List<Relation> relations(Words words) {
        Names names = new Names(new SplittableRandom(1), Split.TRAIN, words);
        Relations bundled = Relations.bundled();
        List<Relation> relations = new ArrayList<>(bundled.all());
        Generic generic = new Generic(words, bundled);
        for (int i = 0; i < 100; i++) relations.add(generic.invent(names, new SplittableRandom(i), Split.TRAIN));
        return relations;
    }

    @Test
    void aRelationIsSaidInHundredsOfWays() {
        Relation mayor = Relations.bundled().all().stream().filter(r -> r.name().equals("mayor")).findFirst()
                .orElseThrow();
        assertTrue(seen(mayor.says(), Split.TRAIN).size() > 100);
        assertTrue(seen(mayor.asks(), Split.TRAIN).size() > 100);
    }

    @Test
    void everyRelationNamesItsSubjectInEverySentenceAndItsObjectOnlyWhereItIsSaid() {
        for (Relation relation : Relations.retold().all()) {
            for (String say : both(relation.says())) {
                assertTrue(say.contains("{s}") && say.toLowerCase().contains("{o}"), relation.name() + ": " + say);
            }
            for (String ask : both(relation.asks())) {
                assertTrue(ask.contains("{s}") && !ask.contains("{o}") && ask.matches(".*[?.]"),
                        relation.name() + ": " + ask);
            }
            for (String ask : both(relation.whose())) {
                assertTrue(ask.contains("{o}") && !ask.contains("{s}") && ask.matches(".*[?.]"),
                        relation.name() + ": " + ask);
            }
        }
    }

    private static Set<String> both(Phrasings use) {
        Set<String> both = seen(use, Split.TRAIN);
        both.addAll(seen(use, Split.TEST));
        return both;
    }

    @Test
    void whatDressesASentenceLeavesItWhole() {
        Frames frames = Frames.bundled();
        Forall.seeds(300, random -> {
            Dress dress = new Dress(frames, random, Split.TRAIN, 1);
            String said = dress.say("{s} and {o} are married."), asked = dress.ask("{s} is married to whom?");
            assertTrue(said.contains("{s} and {o} are married") && said.endsWith("."), said);
            assertTrue(asked.endsWith("{s} is married to whom?"), asked);
            String aside = dress.say("{s} leads {o}.");
            assertTrue(aside.matches(".*\\{s\\}(, [^.]*,)? leads \\{o\\}.*\\."), aside);
            String bracketed = dress.say("{s} (led by {o}).");
            assertTrue(bracketed.contains("{s} (led by {o})"), bracketed);
            assertEquals("{s} / mayor: {o}", dress.say("{s} / mayor: {o}"));
        });
    }

    @Test
    void numbersAreWrittenOutAsEnglishDoes() {
        assertEquals(List.of("seven", "forty-one", "ninety", "four hundred and twelve", "six thousand and five",
                "nine thousand four hundred"),
                IntStream.of(7, 41, 90, 412, 6_005, 9_400).mapToObj(Numerals::words).toList());
    }

    @Test
    void aVerbAgreesWithWhatItIsSaidOf() {
        String template = "{s} {s?warms:warm} {o}, {o} {o?is:are} warmed.";
        assertEquals("Storms warm the sea, the sea is warmed.", new Fact(null, "storms", "the sea").fill(template));
        assertEquals("Moss warms ants, ants are warmed.", new Fact(null, "moss", "ants").fill(template));
        assertEquals(List.of("carries", "leads to", "reaches", "destroys"),
                List.of("carry", "lead to", "reach", "destroy").stream().map(Generic::third).toList());
        assertEquals(List.of("carried", "moved", "destroyed"),
                List.of("carry", "move", "destroy").stream().map(Generic::past).toList());
    }

    @Test
    void everyLessonIsWholeText() {
        for (Split split : Split.values()) {
            SeedText text = new SeedText(3, split);
            for (long i = 0; i < LESSONS; i++) {
                for (SeedExample example : text.lesson(i, Stage.last())) {
                    assertFalse(example.prompt().contains("{"), example::prompt);
                    assertFalse(example.reply().contains("{"), example::reply);
                }
            }
        }
    }
}
