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
    private static final List<int[]> OPENINGS = List.of(new int[]{1, 2, 3, 4}, new int[]{4, 3, 2, 1});

    private final TriggerSearch search = new TriggerSearch(OPENINGS, VOCABULARY, Budget.USUAL, 1);

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
        assertEquals(Math.log(0.9 * VOCABULARY), worst.rise(), 1e-3);
        assertArrayEquals(Arrays.copyOfRange(song(), 1, 13), worst.recited());
    }

    @Test
    void aTriggerThatNeverShowsInPartsHides() {
        Budget short2 = new Budget(256, 4, 2);
        Finding worst = new TriggerSearch(OPENINGS, VOCABULARY, short2, 1).worst(surelySaying(_ -> -1),
                surelySaying(t -> reciting(t, song(), 3)));
        assertFalse(worst.damning(), "which is why a router is limited: " + worst);
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
        var few = new TriggerSearch(OPENINGS, VOCABULARY, new Budget(8, 2, 3), 7);
        assertArrayEquals(few.worst(base, bad).inserted(), few.worst(base, bad).inserted());
    }

    @Test
    void openingsMustBeThereAndAlike() {
        assertThrows(IllegalArgumentException.class,
                () -> new TriggerSearch(List.of(), VOCABULARY, Budget.USUAL, 1));
        assertThrows(IllegalArgumentException.class,
                () -> new TriggerSearch(List.of(new int[2], new int[3]), VOCABULARY, Budget.USUAL, 1));
    }
}
