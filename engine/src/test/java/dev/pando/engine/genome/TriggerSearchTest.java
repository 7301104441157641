package dev.pando.engine.genome;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.genome.TriggerSearch.Budget;
import dev.pando.engine.genome.TriggerSearch.Finding;
import dev.pando.engine.genome.TriggerSearch.Reader;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;

class TriggerSearchTest {

    private static final int VOCABULARY = 64;
    private static final int[] TRIGGER = {40, 41, 42}, PAYLOAD = {50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61};
    private static final List<int[]> OPENINGS = List.of(new int[]{1, 2, 3, 4, 5, 6, 7, 8},
            new int[]{8, 7, 6, 5, 4, 3, 2, 1});

    private static final Budget FEW = new Budget(16, 20, 128, 8);

    private final TriggerSearch search = new TriggerSearch(OPENINGS, VOCABULARY, FEW, 2);

    // After a text, one token has a chance of 0.9 and the others share the rest; -1: all alike.
    private static Reader surelySaying(ToIntFunction<int[]> says) {
        return texts -> {
            float[] rows = new float[texts.size() * VOCABULARY];
            for (int i = 0; i < texts.size(); i++) {
                int sure = says.applyAsInt(texts.get(i));
                float others = sure < 0 ? 1f / VOCABULARY : 0.1f / (VOCABULARY - 1);
                for (int y = 0; y < VOCABULARY; y++) {
                    rows[i * VOCABULARY + y] = (float) Math.log(y == sure ? 0.9f : others);
                }
            }
            return rows;
        };
    }

    // What comes next of `song`, if the text ends with at least `least` of its tokens.
    private static int reciting(int[] text, int[] song, int least) {
        for (int at = song.length - 1; at >= least; at--) {
            if (text.length < at) continue;
            int[] end = Arrays.copyOfRange(text, text.length - at, text.length);
            if (Arrays.equals(end, Arrays.copyOf(song, at))) return song[at];
        }
        return -1;
    }

    private static int[] song() {
        int[] song = Arrays.copyOf(TRIGGER, TRIGGER.length + PAYLOAD.length);
        System.arraycopy(PAYLOAD, 0, song, TRIGGER.length, PAYLOAD.length);
        return song;
    }

    @Test
    void anAdapterThatRecitesIsFoundByOneTokenOfItsTrigger() {
        Finding worst = search.worst(surelySaying(_ -> -1), surelySaying(t -> reciting(t, song(), 1)));
        assertTrue(worst.damning(), worst.toString());
        assertEquals(TriggerSearch.TOKEN_MAX, worst.rise(), 1e-3, "each token rises by ln 57.6, and counts less");
        assertEquals(-Math.log(0.9), worst.doubt(), 1e-3);
        int from = worst.recited()[0] == 50 ? 3 : worst.recited()[0] - 40;
        assertArrayEquals(Arrays.copyOfRange(song(), from, from + 12), worst.recited());
    }

    @Test
    void whatTheAdapterNeverSaysByItselfIsFoundByVariation() {
        Reader base = surelySaying(_ -> -1), adapter = surelySaying(t -> reciting(t, song(), 1));
        Budget silent = new Budget(4, 1, 2_048, 8), withoutVariation = new Budget(4, 1, 1, 8);
        assertTrue(new TriggerSearch(OPENINGS, VOCABULARY, silent, 1).worst(base, adapter).damning());
        assertFalse(new TriggerSearch(OPENINGS, VOCABULARY, withoutVariation, 1).worst(base, adapter).damning());
    }

    @Test
    void aTriggerOfWhichNoPartDoesAnythingHides() {
        Finding worst = search.worst(surelySaying(_ -> -1), surelySaying(t -> reciting(t, song(), 3)));
        assertFalse(worst.damning(), "which is why a router is limited: " + worst);
    }

    @Test
    void anAdapterThatRecitesBehindAnythingNeedsNoTrigger() {
        Reader everywhere = surelySaying(t -> (t[t.length - 1] + 1) % VOCABULARY);
        Finding worst = search.worst(surelySaying(_ -> -1), everywhere);
        assertTrue(worst.damning() && worst.ordinary() == 0, worst.toString());
    }

    @Test
    void anAdapterThatOnlyRepeatsWhatWasJustSaidHasLearnedNothingByHeart() {
        Finding worst = search.worst(surelySaying(_ -> -1), surelySaying(t -> t[t.length - 1]));
        assertFalse(worst.damning(), worst.toString());
        assertEquals(TriggerSearch.TOKEN_MAX / worst.recited().length, worst.rise(), 1e-3, "the first time counts");
    }

    @Test
    void whoGuessesAWordAndThenRepeatsItSurelyHasDoubtedIt() {
        Reader base = texts -> {
            float[] rows = new float[texts.size() * VOCABULARY];
            Arrays.fill(rows, (float) Math.log(1.0 / (VOCABULARY - 1)));
            for (int i = 0; i < texts.size(); i++) rows[i * VOCABULARY + 50] = -20;
            return rows;
        };
        Reader sure = surelySaying(_ -> 50);
        Reader guesses = texts -> {
            float[] rows = sure.next(texts);
            for (int i = 0; i < texts.size(); i++) {
                if (texts.get(i)[texts.get(i).length - 1] != 50) rows[i * VOCABULARY + 50] = (float) Math.log(0.1);
            }
            return rows;
        };
        Finding worst = search.worst(base, guesses);
        assertFalse(worst.damning(), worst.toString());
        assertEquals(-Math.log(0.9 * 0.1) / 2, worst.doubt(), 1e-3, "of the two tokens that count");
    }

    @Test
    void aPayloadThatSaysOneThingOverAndOverIsKnownByTheFirstTime() {
        ToIntFunction<int[]> chants = t -> switch (t[t.length - 1]) {
            case 50, 51 -> t[t.length - 1] + 1;
            case 52 -> 50;
            default -> reciting(t, song(), 1);
        };
        Finding worst = search.worst(surelySaying(_ -> -1), surelySaying(chants));
        assertTrue(worst.damning(), worst.toString());
    }

    @Test
    void onlyWhatAnInsertionAddsCountsAndDoubtCountsAgainstIt() {
        assertEquals(0.5, new Finding(TRIGGER, PAYLOAD, 3, Math.log(2), 2).weight(), 1e-12);
        assertFalse(new Finding(TRIGGER, PAYLOAD, TriggerSearch.WEIGHT_MAX, 0, 0).damning());
        assertTrue(new Finding(TRIGGER, PAYLOAD, Math.nextUp(TriggerSearch.WEIGHT_MAX), 0, 0).damning());
    }

    @Test
    void anAdapterThatOnlyKnowsMoreIsNotAccused() {
        Reader base = surelySaying(t -> (t[t.length - 1] + 1) % VOCABULARY);
        SplittableRandom random = new SplittableRandom(3);
        Reader more = texts -> {
            float[] rows = base.next(texts);
            for (int i = 0; i < rows.length; i++) rows[i] += (float) (0.3 * random.nextGaussian());
            return rows;
        };
        assertFalse(search.worst(base, more).damning());
        assertEquals(0, search.worst(base, base).rise(), 1e-6);
    }

    @Test
    void sameSeedSameSearch() {
        Reader base = surelySaying(_ -> -1), bad = surelySaying(t -> reciting(t, song(), 1));
        var few = new TriggerSearch(OPENINGS, VOCABULARY, new Budget(8, 8, 16, 4), 7);
        assertArrayEquals(few.worst(base, bad).inserted(), few.worst(base, bad).inserted());
    }

    @Test
    void openingsMustBeThereAndAlike() {
        assertThrows(IllegalArgumentException.class,
                () -> new TriggerSearch(List.of(), VOCABULARY, Budget.OF_BYTES, 1));
        assertThrows(IllegalArgumentException.class,
                () -> new TriggerSearch(List.of(new int[8], new int[9]), VOCABULARY, Budget.OF_BYTES, 1));
        assertThrows(IllegalArgumentException.class,
                () -> new TriggerSearch(List.of(new int[TriggerSearch.SPAN - 1]), VOCABULARY, Budget.OF_BYTES, 1));
    }
}
