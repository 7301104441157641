package dev.pando.engine.seed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.grammar.Form;
import dev.pando.engine.grammar.Grammars;
import dev.pando.engine.sample.Constraint;
import dev.pando.engine.seed.SeedExample.Kind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SiftedTest {

    private static final int END = 256;
    private static final List<String> NOTES = List.of("Ilse Varga repairs clocks.",
            "Mira Solberg keeps the lighthouse at Varn.", "Bread is sold on Mondays.",
            "Mira Solberg was born in Kesterholm in 1961.", "The lighthouse at Varn was built in 1893.");

    private static Sifted sift(String question) {
        return Sifted.of(new NotePrompt(NOTES, question));
    }

    @Test
    void aNameThatIsPartOfAWordLinksNotes() {
        NotePrompt asked = new NotePrompt(List.of("The plumber goes to no.7 on Friday.",
                "The key of nr.7 is under the mat.", "The cat sleeps."), "Where is the key for the plumber?");
        assertTrue(Sifted.toBeRead(asked).quotable().contains(List.of(0, 1)));
    }

    @Test
    void onlyNotesThatShareWordsWithTheQuestionAndThoseLinkedToThemStay() {
        Sifted sifted = sift("Who keeps the lighthouse at Varn?");
        assertEquals(List.of(1, 3), sifted.stays());
        assertEquals(Set.of(0), sifted.near());
        assertEquals(List.of("Mira Solberg keeps the lighthouse at Varn.",
                "Mira Solberg was born in Kesterholm in 1961."),
                sifted.prompt().notes());
    }

    @Test
    void ofNotesWithTheSameWordsThoseCountThatMeanWhatIsAsked() {
        List<String> notes = List.of("Mirel was born in Hallowick.", "Mirel rents a flat in Oskerby.",
                "Kell lives in Arv.");
        Likeness likeness = (_, all) -> all.stream().mapToDouble(note -> note.contains("rents") ? 0.8 : 0.6).toArray();
        NotePrompt asked = new NotePrompt(notes, "Where is the home of Mirel?");
        assertEquals(List.of(0, 1), Sifted.of(asked).stays());
        assertEquals(List.of(1), Sifted.of(asked, likeness).stays());
    }

    @Test
    void aNoteIsDoubtedTheLessTheLikerItIsToTheQuestion() {
        NotePrompt asked = new NotePrompt(List.of("Mirel rents a flat in Oskerby."), "Where does Mirel live?");
        double near = Sifted.of(asked, (_, _) -> new double[]{0.8}).doubt();
        double far = Sifted.of(asked, (_, _) -> new double[]{0.2}).doubt();
        assertTrue(near < 0 && far > 0, near + " and " + far);
        assertEquals(0, Sifted.of(asked).doubt(), "nobody knows how like it is");
        assertTrue(allows(Sifted.of(asked), NoteReply.UNKNOWN));
    }

    // Finds in each quotation what is told it: how likely it was asked for, and which words are the answer.
    private static Likeness judging(Map<String, Double> odds, String answer) {
        Judge judge = (_, quotation) -> Optional.of(new Judgement() {
            @Override
            public double odds() {
                return odds.getOrDefault(quotation, -9.0);
            }

            @Override
            public double answer(int from, int to) {
                return quotation.substring(from, to).equals(answer) ? 5 : -5;
            }
        });
        return new Likeness() {
            @Override
            public double[] to(String question, List<String> notes) {
                return new double[notes.size()];
            }

            @Override
            public Judge judge() {
                return judge;
            }
        };
    }

    @Test
    void whereAJudgeCanBeAskedWhatHeFindsUnlikelyGoesWithItsNotes() {
        List<String> notes = List.of("Mirel was born in Hallowick.", "Mirel rents a flat in Oskerby.",
                "Oskerby lies on the Tamble.");
        NotePrompt asked = new NotePrompt(notes, "What is the home of Mirel?");
        Sifted sifted = Sifted.of(asked, judging(Map.of(notes.get(1), 4.0), "Oskerby"));
        assertEquals(List.of(1), sifted.stays());
        assertEquals(List.of(List.of(0)), List.copyOf(sifted.judged().keySet()));
        assertTrue(sifted.doubt() < 0, "he is sure of it");
        Form.Likeliest form = (Form.Likeliest) sifted.form();
        Form.Reply reply = form.replies().getFirst();
        assertEquals(" Oskerby", reply.endings().getFirst(), "the likeliest first");
        assertEquals(0, reply.odds().getFirst(), 0.01);
        assertTrue(reply.odds().get(1) < -5, "not what he finds likely");

        Sifted both = Sifted.of(asked,
                judging(Map.of(notes.get(1) + NotePrompt.BETWEEN + notes.get(2), 4.0, notes.get(1), 1.0), "Tamble"));
        assertEquals(List.of(1, 2), both.stays());
        assertEquals(Set.of(List.of(0), List.of(0, 1)), both.judged().keySet());
        Sifted doubtful = Sifted.of(asked, judging(Map.of(), "Oskerby"));
        assertTrue(doubtful.doubt() > 0, "he finds nothing likely");
    }

    @Test
    void aJudgeFindsAnyWordsWhereThereIsSomethingOfTheKindThatIsAskedFor() {
        String note = "Whoever comes late finds the key of the White Swan in a small safe.";
        Sifted where = Sifted.of(new NotePrompt(List.of(note), "Where is the key of the White Swan?"),
                judging(Map.of(note, 4.0), "in a small safe"));
        Form.Reply reply = ((Form.Likeliest) where.form()).replies().getFirst();
        assertEquals(" in a small safe", reply.endings().getFirst(), "which no rule would let begin so");
        Sifted when = Sifted.of(new NotePrompt(List.of(note), "How many keys has the White Swan?"),
                judging(Map.of(note, 4.0), "in a small safe"));
        assertTrue(when.doubt() > where.doubt() + 1, "no number at all");
    }

    @Test
    void whatIsAskedInOtherWordsIsReadAndLeftToTalkIfItIsDoubted() {
        List<String> notes = List.of("Doorbell: new battery CR2032.", "Plane 2 mm off the front.");
        NotePrompt asked = new NotePrompt(notes, "which cell does it take");
        Sifted read = Sifted.of(asked, judging(Map.of(notes.getFirst(), 3.0), "CR2032"));
        assertEquals(List.of(0), read.stays());
        assertTrue(allows(read, "[1] " + notes.getFirst() + " → CR2032"));
        assertTrue(Sifted.of(asked, judging(Map.of(), "CR2032")).near().isEmpty());
        assertTrue(Sifted.of(asked).near().isEmpty());
    }

    @Test
    void whatHoldsForTwoNotesIsDoubtedLess() {
        List<String> notes = List.of("Mirel rents a flat in Oskerby.", "Oskerby lies on the Tamble.");
        NotePrompt asked = new NotePrompt(notes, "Which river washes the home of Mirel?");
        Sifted one = Sifted.of(asked, judging(Map.of(notes.get(1), -2.0, notes.get(0), -2.5), "Tamble"));
        Sifted both = Sifted.of(asked, judging(Map.of(String.join(NotePrompt.BETWEEN, notes), -2.0), "Tamble"));
        assertTrue(both.doubt() < one.doubt() - 1, one.doubt() + " and " + both.doubt());
    }

    @Test
    void aNumberIsSaidWithItsSign() {
        String cold = "The mean temperature of Skarn is -6 degrees.",
                walk = "The walk takes from 4-6 hours, Greta says.";
        Sifted degrees = Sifted.of(new NotePrompt(List.of(cold), "How many degrees is the mean temperature of Skarn?"));
        assertTrue(allows(degrees, "[1] " + cold + " → -6 degrees"));
        assertFalse(allows(degrees, "[1] " + cold + " → 6 degrees"));
        assertTrue(allows(Sifted.of(new NotePrompt(List.of(walk), "How many hours does the walk take?")),
                "[1] " + walk + " → 4-6"), "no sign, but a range");
    }

    @Test
    void aNumberMayBeSaidWithWhatItNumbersAndADateWithItsOrdinal() {
        String train = "The night train to Zelmark departs from platform seven.",
                school = "Applications must arrive by the ninth of May.";
        Sifted platform = Sifted
                .of(new NotePrompt(List.of(train), "From which platform does the night train to Zelmark leave?"));
        assertTrue(allows(platform, "[1] " + train + " → platform seven"));
        assertTrue(allows(platform, "[1] " + train + " → seven"));
        assertTrue(allows(Sifted.of(new NotePrompt(List.of(school), "What is the deadline for applications?")),
                "[1] " + school + " → the ninth of May"));
    }

    @Test
    void whoCannotTellIsNotAskedAgain() {
        NotePrompt asked = new NotePrompt(NOTES, "Who keeps the lighthouse at Varn?");
        Likeness mute = new Likeness() {
            @Override
            public double[] to(String question, List<String> notes) {
                return new double[notes.size()];
            }

            @Override
            public Judge judge() {
                return (_, _) -> Optional.empty();
            }
        };
        assertTrue(Sifted.of(asked, mute).judged().isEmpty());
        assertTrue(allows(Sifted.of(asked, mute), "[1] " + NOTES.get(1) + " → Mira Solberg"));
    }

    @Test
    void aGreetingIsNotReadForAnAnswer() {
        NotePrompt asked = new NotePrompt(NOTES, "Hello there!");
        assertTrue(Sifted.of(asked, new Likeness() {
            @Override
            public double[] to(String question, List<String> notes) {
                return new double[notes.size()];
            }

            @Override
            public Judge judge() {
                return (_, _) -> {
                    throw new AssertionError("somebody was asked");
                };
            }
        }).near().isEmpty());
    }

    @Test
    void aNameThatNoNoteHoldsIsNotAskedOfAnotherNote() {
        List<String> notes = List.of("Jonas Pargitt is mayor of Lymeford.", "Huxtable has extension 77.");
        Sifted stranger = Sifted.of(new NotePrompt(notes, "Who is mayor of Grisedale?"));
        Sifted half = Sifted.of(new NotePrompt(notes, "Of which town is Jonas Kell mayor?"));
        Sifted shorter = Sifted.of(new NotePrompt(notes, "Which extension has Abel Huxtable?"));
        assertTrue(stranger.near().isEmpty() && half.near().isEmpty());
        assertTrue(allows(stranger, NoteReply.UNKNOWN));
        assertFalse(allows(stranger, "[1] Jonas Pargitt is mayor of Lymeford. → Jonas Pargitt"));
        assertEquals(List.of(1), shorter.stays());
    }

    @Test
    void ofNotesThatSoundAlikeThoseAreNearThatHoldTheNames() {
        Sifted sifted = Sifted.of(new NotePrompt(List.of("The Goldwick office sends everybody home at 21:30.",
                "After 20:00 nobody gets into the tower."), "Which place sends everybody home at 20:00?"));
        assertEquals(List.of(1), sifted.stays());
        Sifted either = Sifted.of(new NotePrompt(List.of("Jymham has 985 inhabitants.", "Varn has 12 inhabitants."),
                "Which has more inhabitants, Jymham or Varn?"));
        assertEquals(2, either.near().size());
    }

    @Test
    void aNoteIsContinuedByWhatIsSaidOfTheSameNameNotOfTheSameTitle() {
        Sifted sifted = Sifted.of(new NotePrompt(List.of("The purse was handed to Sergeant Abel Huxtable.",
                "The umbrella was handed to Sergeant Greta Molesby.", "Sergeant Abel Huxtable has extension 77."),
                "On which extension can one reach the officer who has the purse?"));
        assertEquals(List.of(2), sifted.links(sifted.stays().indexOf(0)).notes());
    }

    @Test
    void aQuestionForOneFactIsNotAnsweredByQuotationsAlone() {
        assertFalse(
                allows(sift("Who keeps the lighthouse at Varn?"), "[1] Mira Solberg keeps the lighthouse at Varn."));
        assertTrue(allows(sift("What do you know about the lighthouse at Varn?"),
                "[1] Mira Solberg keeps the lighthouse at Varn."));
    }

    @Test
    void aNumberIsAskedForWithANumberAndATimeOrNothingAnswers() {
        Sifted age = sift("How old is Mira Solberg?"), mill = Sifted.of(new NotePrompt(
                List.of("The mill stands in Arv.", "The mill has four hundred and twelve steps."),
                "How many steps has the mill?"));
        int born = age.prompt().notes().indexOf(NOTES.get(3)) + 1;
        assertTrue(allows(age, "[" + born + "] " + NOTES.get(3) + " → 1961"));
        assertFalse(allows(age, "[" + born + "] " + NOTES.get(3) + " → Kesterholm"));
        assertFalse(allows(mill, "[1] The mill stands in Arv. → Arv"));
        int at = mill.stays().indexOf(1) + 1;
        String quote = "[" + at + "] The mill has four hundred and twelve steps. → ";
        assertTrue(allows(mill, quote + "four hundred and twelve"));
        assertFalse(allows(mill, quote + "four hundred"), "a number is not cut in two");
        assertTrue(allows(Sifted.of(new NotePrompt(List.of("The mill stands in Arv."), "When was the mill built?")),
                NoteReply.UNKNOWN));
    }

    @Test
    void aNameAnswersWhoAndIsNotCutInTwo() {
        Sifted sifted = Sifted.of(new NotePrompt(List.of("The old tower was built by Hem Varga in spring."),
                "Who built the old tower?"));
        String quote = "[1] The old tower was built by Hem Varga in spring. → ";
        assertTrue(allows(sifted, quote + "Hem Varga"));
        assertFalse(allows(sifted, quote + "Varga"));
        assertFalse(allows(sifted, quote + "spring"));
        String street = "The theatre is on Needle Street.";
        Sifted where = Sifted.of(new NotePrompt(List.of(street), "Who is the director of the theatre?"));
        assertFalse(allows(where, "[1] " + street + " → Needle Street"), "a street is nobody");
    }

    @Test
    void anAgeIsNoNumberOfGoats() {
        String goats = "Tamsin keeps two goats.", age = "Tamsin turned forty-two in May.",
                year = "Tamsin was born in 1961.";
        assertFalse(allows(Sifted.of(new NotePrompt(List.of(goats), "How old is Tamsin?")),
                "[1] " + goats + " → two goats"));
        assertFalse(allows(Sifted.of(new NotePrompt(List.of(goats), "How old is Tamsin?")), "[1] " + goats + " → two"));
        assertTrue(
                allows(Sifted.of(new NotePrompt(List.of(age), "How old is Tamsin?")), "[1] " + age + " → forty-two"));
        assertTrue(allows(Sifted.of(new NotePrompt(List.of(year), "How old is Tamsin?")), "[1] " + year + " → 1961"));
    }

    @Test
    void aPlaceIsNotCutBehindItsColour() {
        String key = "The spare key is under the blue pot.";
        Sifted sifted = Sifted.of(new NotePrompt(List.of(key), "Where is the spare key?"));
        assertTrue(allows(sifted, "[1] " + key + " → the blue pot"));
        assertFalse(allows(sifted, "[1] " + key + " → the blue"));
    }

    @Test
    void aColourAnswersWhatColour() {
        Sifted sifted = Sifted.of(new NotePrompt(List.of("The sugarbird has a forked tail and dark blue wings."),
                "What colour are the wings of the sugarbird?"));
        String quote = "[1] The sugarbird has a forked tail and dark blue wings. → ";
        assertTrue(allows(sifted, quote + "dark blue"));
        assertFalse(allows(sifted, quote + "a forked tail"));
    }

    @Test
    void namesOfManyKindsAreWhole() {
        List<String> notes = List.of("The tower was built by Marten van der Berg.",
                "The tower was built by Zacus al-Zil.",
                "The tower was built by Una O'Neill.", "The tower was built by Hem J. Kell. Nobody knows why.");
        List<String> names = List.of("Marten van der Berg", "Zacus al-Zil", "Una O'Neill", "Hem J. Kell");
        for (int i = 0; i < notes.size(); i++) {
            Sifted sifted = Sifted.of(new NotePrompt(List.of(notes.get(i)), "Who built the tower?"));
            String quote = "[1] " + notes.get(i) + " → ", name = names.get(i);
            assertTrue(allows(sifted, quote + name), name);
            assertFalse(allows(sifted, quote + name.substring(name.indexOf(' ') + 1)), name);
        }
    }

    @Test
    void codesDatesTitlesAndLongNumbersAreWhole() {
        record Case(String note, String question, String whole, String cut) {}
        List<Case> cases = List.of(
                new Case("The Swallow lies at berth I-7397.", "What is the berth of the Swallow?", "I-7397", "7397"),
                new Case("Beyond Himarn opens on January 27.", "When does Beyond Himarn open?", "January 27", "27"),
                new Case("Kell left on 21 October 1880.", "When did Kell leave?", "21 October 1880", "21 October"),
                new Case("Kell whistles \"The Garden of Rern\".", "What does Kell whistle?", "The Garden of Rern",
                        "Rern"),
                new Case("Varn lies at one hundred and eighty-one metres.", "How high does Varn lie?",
                        "one hundred and eighty-one metres", "eighty-one metres"));
        for (Case c : cases) {
            Sifted sifted = Sifted.of(new NotePrompt(List.of(c.note), c.question));
            assertTrue(allows(sifted, "[1] " + c.note + " → " + c.whole), c.whole);
            assertFalse(allows(sifted, "[1] " + c.note + " → " + c.cut), c.cut);
        }
    }

    @Test
    void noAnswerEndsWithAWordThatWaitsForAnother() {
        Sifted sifted = Sifted
                .of(new NotePrompt(List.of("Loche owns a vineyard near the border."), "What does Loche own?"));
        String quote = "[1] Loche owns a vineyard near the border. → ";
        assertTrue(allows(sifted, quote + "a vineyard"));
        assertFalse(allows(sifted, quote + "a vineyard near"));
    }

    @Test
    void theNoteThatAnswersMayBeTheOneThatIsFoundFirst() {
        Sifted river = Sifted.of(new NotePrompt(List.of("My sister lives in Oskerby.",
                "The river Asher runs through Oskerby."), "Which river runs through the town where my sister lives?"));
        String quotes = "[2] The river Asher runs through Oskerby. [1] My sister lives in Oskerby. → ";
        assertTrue(allows(river, quotes + "Asher"));
        assertFalse(allows(river, quotes + "My"));
    }

    @Test
    void aTimeComesBeforeAnyOtherNumber() {
        Sifted meeting = Sifted
                .of(new NotePrompt(List.of("We meet on Tuesdays at seven in room 14."), "When do we meet?"));
        String quote = "[1] We meet on Tuesdays at seven in room 14. → ";
        assertTrue(allows(meeting, quote + "Tuesdays at seven"));
        assertFalse(allows(meeting, quote + "room 14"));
    }

    @Test
    void aPlaceIsANameOrStandsBehindAWordOfPlace() {
        Sifted key = Sifted.of(new NotePrompt(List.of("The key to the boathouse hangs behind the stove."),
                "Where is the boathouse key?")), pollard = Sifted.of(
                        new NotePrompt(
                                List.of("Ignace Pollard's brother is a jockey."), "Where does Ignace Pollard live?"));
        assertTrue(allows(key, "[1] The key to the boathouse hangs behind the stove. → the stove"));
        assertFalse(allows(key, "[1] The key to the boathouse hangs behind the stove. → hangs"));
        assertFalse(allows(pollard, "[1] Ignace Pollard's brother is a jockey. → a jockey"));
    }

    @Test
    void aQuestionWordTellsWhatAnswers() {
        assertEquals(AnswerType.TIME, AnswerType.of("Please: in which year was it built?"));
        assertEquals(AnswerType.NUMBER, AnswerType.of("How much does a ticket cost?"));
        assertEquals(AnswerType.PERSON, AnswerType.of("By whom was the mill built that opened when he was young?"));
        assertEquals(AnswerType.NAMED, AnswerType.of("In which town does the person live who leads it?"));
        assertEquals(AnswerType.PLACE, AnswerType.of("Where is the key?"));
        assertEquals(AnswerType.ANY, AnswerType.of("What does Mira keep?"));
        assertTrue(AnswerType.counts("seventeenth") && AnswerType.counts("1,204") && AnswerType.dates("Tuesdays"));
        assertFalse(AnswerType.counts("Varn") || AnswerType.counts("the"));
    }

    @Test
    void aQuestionThatSharesNoWordLeavesAllNotesAndNoneIsNear() {
        Sifted sifted = sift("Hello!");
        assertEquals(NOTES, sifted.prompt().notes());
        assertTrue(sifted.near().isEmpty());
    }

    @Test
    void aQuestionForANoteByItsNumberLeavesAllNotes() {
        assertEquals(NOTES, sift("What does note 2 say about bread?").prompt().notes());
    }

    @Test
    void aReplyGetsTheNumbersBackThatTheNotesHadBefore() {
        assertEquals("[2] Mira … [4] Mira … → 1961 [9]", sift("Who keeps the lighthouse at Varn?")
                .renumbered("[1] Mira … [2] Mira … → 1961 [9]"));
    }

    @Test
    void aReplyQuotesWordForWordAndAnswersWithWhatTheQuestionDoesNotSay() {
        Sifted sifted = sift("Who keeps the lighthouse at Varn?");
        String quote = "[1] Mira Solberg keeps the lighthouse at Varn.";
        assertTrue(allows(sifted, "I don't know."));
        assertTrue(allows(sifted, quote + " → Mira Solberg"));
        Sifted both = sift("Where is whoever keeps the lighthouse at Varn from?");
        assertTrue(allows(both, quote + " [2] Mira Solberg was born in Kesterholm in 1961. → Kesterholm"));
        assertFalse(allows(both, quote + " [2] Mira Solberg was born in Kesterholm in 1961. → Mira Solberg"));
        assertFalse(allows(sifted, quote + " → the lighthouse"));
        assertFalse(allows(sifted, quote + " → Mira Sol"));
        assertFalse(allows(sifted, quote + " → Tom"));
        assertFalse(allows(sifted, quote + " → Yes"));
        assertFalse(allows(sifted, "[1] Mira Solberg keeps the lighthouse. → Mira Solberg"));
        assertTrue(allows(sift("Does Mira Solberg keep the lighthouse?"), quote + " → Yes"));
    }

    @Test
    void mostRepliesOfTheExercisesAreAllowed() {
        SeedText text = new SeedText(1, Split.TEST);
        for (Kind kind : List.of(Kind.ONE_NOTE, Kind.TWO_NOTES)) {
            int allowed = 0;
            for (int i = 0; i < 30; i++) {
                SeedExample example = text.example(kind, i);
                Sifted sifted = Sifted.of(new NotePrompt(example.notes(), example.question()));
                if (allowsAsSifted(sifted, example)) allowed++;
            }
            assertTrue(allowed >= 24, kind + ": " + allowed);
        }
    }

    // The cited notes stay, and the form allows to quote them and to answer.
    private static boolean allowsAsSifted(Sifted sifted, SeedExample example) {
        StringBuilder reply = new StringBuilder();
        for (int cite : example.cites()) {
            int at = sifted.stays().indexOf(cite - 1);
            if (at < 0) return false;
            reply.append('[').append(at + 1).append("] ").append(sifted.prompt().notes().get(at)).append(' ');
        }
        String answer = example.answer().orElseThrow();
        return allows(sifted, reply + "→ " + answer) || allows(sifted, reply + "→ " + Fact.sentence(answer));
    }

    private static int[] bytes(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return IntStream.range(0, bytes.length).map(i -> bytes[i] & 0xFF).toArray();
    }

    private static boolean allows(Sifted sifted, String reply) {
        Grammars grammars = new Grammars(END + 1, id -> id == END ? new byte[0] : new byte[]{(byte) id},
                SiftedTest::bytes, Set.of(END));
        Constraint constraint = grammars.constraint(sifted.form(), 4_000);
        for (int b : bytes(reply)) {
            float[] logits = new float[END + 1];
            constraint.mask(logits);
            if (logits[b] == Float.NEGATIVE_INFINITY) return false;
            constraint.accept(b);
        }
        float[] logits = new float[END + 1];
        constraint.mask(logits);
        return logits[END] == 0;
    }
}
