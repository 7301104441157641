package dev.pando.engine.grammar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.pando.testing.Forall;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// Equal expressions are one object, however they were made and however many there are.
class LanguagesTest {

    @Test
    void anExpressionMadeAgainIsTheSameObject() {
        Forall.seeds(20, random -> {
            Languages languages = new Languages();
            long seed = random.nextLong();
            List<Language> once = made(languages, seed);
            int count = languages.count();
            List<Language> again = made(languages, seed);
            for (int i = 0; i < once.size(); i++) assertSame(once.get(i), again.get(i));
            assertEquals(count, languages.count());
        });
    }

    // Thousands, so that the table grows on the way.
    private static List<Language> made(Languages languages, long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        List<Language> made = new ArrayList<>(List.of(languages.empty(), languages.range('a', 'c')));
        for (int i = 0; i < 6_000; i++) {
            Language a = made.get(random.nextInt(made.size())), b = made.get(random.nextInt(made.size()));
            int min = random.nextInt(3);
            made.add(switch (random.nextInt(5)) {
                case 0 -> languages.sequence(languages.range(random.nextInt(256), 255), b);
                case 1 -> languages.choice(a, b, languages.range('x', 'z'));
                case 2 -> languages.repeat(a, min, min + 1 + random.nextInt(3));
                case 3 -> languages.word(a);
                default -> languages.text("t" + random.nextInt(1_000));
            });
        }
        return made;
    }

    @Test
    void aChoiceIsOfDifferentThingsInAnyOrder() {
        Languages l = new Languages();
        Language one = l.text("one"), two = l.text("two"), three = l.text("three");
        assertSame(l.choice(one, two, three), l.choice(three, l.choice(two, one), one));
        assertSame(one, l.choice(one, one, l.nothing()));
        assertSame(l.range('a', 'd'), l.choice(l.range('a', 'b'), l.range('c', 'd')));
        assertSame(l.nothing(), l.choice());
        assertNotSame(l.repeat(one, 1, 2), l.repeat(one, 1, 3));
    }
}
