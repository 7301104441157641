package dev.pando.node.genome;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.artifact.ContentId;
import dev.pando.node.encode.WordEncoder;
import dev.pando.node.genome.Shortlist.Candidate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShortlistTest {

    private static final List<String> TOPICS = List.of("court party damages", "reef coral fish", "def return self",
            "thou hast king", "liver blood fever", "carbon warming ice", "loan bank interest", "goal match team",
            "oven flour butter", "star orbit planet", "chord tempo sonata", "seed soil harvest");

    private final WordEncoder encoder = new WordEncoder("words");
    private final Shortlist shortlist = new Shortlist();

    private static ContentId name(int number) {
        return ContentId.ofContent(new byte[]{(byte) number});
    }

    private Candidate candidate(int number, boolean own, String about) {
        return new Candidate(name(number), own, Centroid.of(encoder, List.of(about)));
    }

    private List<Candidate> honest() {
        List<Candidate> all = new ArrayList<>();
        for (int i = 0; i < TOPICS.size(); i++) all.add(candidate(i, false, TOPICS.get(i)));
        return all;
    }

    private List<ContentId> about(String text, List<Candidate> all) {
        return shortlist.about(encoder.encode(text), all);
    }

    @Test
    void ofMoreThanAreAskedTheNearestComesFirst() {
        for (int i = 0; i < TOPICS.size(); i++) {
            List<ContentId> asked = about("tell me of " + TOPICS.get(i), honest());
            assertEquals(Shortlist.ASKED_MAX, asked.size());
            assertEquals(name(i), asked.getFirst());
        }
    }

    @Test
    void theNearestOfTheNodesOwnHasAPlaceWhateverTheTextIsAbout() {
        List<Candidate> all = honest();
        all.add(candidate(50, true, "my garden tools"));
        all.add(candidate(51, true, "my old car"));
        assertEquals(List.of(name(51), name(0)), about("a court, damages, a party and a car", all).subList(0, 2));
    }

    @Test
    void cardsThatCopyAnothersCentroidStandBehindItAfterAFewAnswers() {
        List<Candidate> all = new ArrayList<>();
        for (int i = 0; i < 3 * Shortlist.ASKED_MAX; i++) all.add(candidate(100 + i, false, TOPICS.getFirst()));
        all.addAll(honest());
        int missed = 0;
        for (int question = 0; question < 200; question++) {
            List<ContentId> asked = about("what must the party pay as damages, asks the court", all);
            if (!asked.contains(name(0))) missed++;
            shortlist.heard(asked, List.of(name(0)));
        }
        assertTrue(missed <= 3, missed + " of 200 questions were asked of copies only");
        assertEquals(name(0), about(TOPICS.getFirst(), all).getFirst());
    }

    @Test
    void whoHadNothingToSayForLongIsStillAskedWhereNobodyElseIsNear() {
        for (int i = 0; i < 1_000; i++) shortlist.heard(List.of(name(1)), List.of());
        assertEquals(name(1), about(TOPICS.get(1), honest()).getFirst());
        shortlist.forget(name(1));
        assertEquals(name(1), about(TOPICS.get(1), honest()).getFirst());
    }

    @Test
    void aCardThatDoesNotSayIsNearNothingAndStillAskedWhereThereIsRoom() {
        Candidate silent = new Candidate(name(60), false, Centroid.UNKNOWN);
        assertFalse(about(TOPICS.getFirst() + " " + String.join(" ", TOPICS), withSilent(silent)).contains(name(60)));
        assertEquals(List.of(name(60)), about("anything", List.of(silent)));
    }

    private List<Candidate> withSilent(Candidate silent) {
        List<Candidate> all = honest();
        all.addFirst(silent);
        return all;
    }
}
