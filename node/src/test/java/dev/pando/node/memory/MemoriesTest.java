package dev.pando.node.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.node.encode.Encoder;
import dev.pando.node.encode.WordEncoder;
import dev.pando.node.store.Database;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoriesTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(1_000));
    private static final Encoder ENCODER = new WordEncoder("words");

    @TempDir
    private Path folder;
    private Database database;
    private Memories memories;

    @BeforeEach
    void open() {
        database = Database.open(folder);
        memories = new Memories(database, ENCODER, CLOCK);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static List<String> texts(List<Found> found) {
        return found.stream().map(f -> f.memory().text()).toList();
    }

    @Test
    void aNoteIsFoundByItsWordsAndGoneWhenForgotten() {
        memories.note("The spare key is under the blue pot");
        Memory train = memories.note("The train to Basel leaves at noon");
        assertEquals("The train to Basel leaves at noon",
                texts(memories.search("when does the train leave", 1)).getFirst());
        assertTrue(memories.forget(train.id()));
        assertFalse(memories.forget(train.id()));
        assertEquals(List.of("The spare key is under the blue pot"),
                texts(memories.search("when does the train leave", 5)));
        assertEquals(1, memories.count());
    }

    @Test
    void aChangedMemoryIsFoundByItsNewWordsOnly() {
        Memory memory = memories.note("My dentist is called Huber");
        memories.search("dentist", 1);
        memories.change(memory.id(), "My optician is called Meier");
        assertEquals("My optician is called Meier", memories.memory(memory.id()).orElseThrow().text());
        assertEquals(1.0, memories.search("My optician is called Meier", 1).getFirst().cosine(), 0.02);
        assertEquals(0, database
                .<Long>read(sql -> sql.number("SELECT count(*) FROM memory_text WHERE memory_text MATCH 'huber'")));
        assertTrue(memories.change(99, "nothing").isEmpty());
    }

    @Test
    void whatAnotherProcessWroteIsFoundToo() {
        memories.note("one apple");
        assertEquals(1, memories.search("apple", 5).size());
        try (Database other = Database.open(folder)) {
            Memories theirs = new Memories(other, ENCODER, CLOCK);
            Memory pear = theirs.note("one pear");
            assertEquals(List.of("one pear", "one apple"), texts(memories.search("pear", 5)));
            theirs.forget(pear.id());
            assertEquals(List.of("one apple"), texts(memories.search("pear", 5)));
        }
    }

    @Test
    void nothingInAQuestionIsAnOperator() {
        memories.note("plain words");
        for (String question : List.of("", "\"", "plain\" OR text:*", "NEAR(plain words)", "a AND NOT b^2", "' -- ;",
                "(",
                "text : plain", "\0", "🌳", "x".repeat(5000))) {
            memories.search(question, 5);
        }
    }

    @Test
    void commonWordsDoNotDecideAndRareOnesDo() {
        database.write(sql -> {
            for (int i = 0; i < Words.COMMON_MEMORIES + 10; i++) {
                memories.store(sql, Memory.Kind.NOTE,
                        List.of(new Memories.Draft("the common phrase number " + i, null)),
                        OptionalLong.empty());
            }
            memories.store(sql, Memory.Kind.NOTE, List.of(new Memories.Draft("the zebra", null)), OptionalLong.empty());
            return null;
        });
        assertEquals(List.of("the zebra"), texts(memories.search("the common zebra phrase", 5)));
        assertEquals(List.of(), texts(memories.search("the common phrase", 5)));
    }

    @Test
    void vectorsThatAreMissingAreMadeLater() {
        Memories without = new Memories(database, new WordEncoder("older"), CLOCK);
        for (int i = 0; i < 150; i++) without.note("memory " + i);
        assertTrue(Double.isNaN(memories.search("memory 7", 1).getFirst().cosine()));
        assertEquals(150, memories.encodeMissing());
        assertEquals(0, memories.encodeMissing());
        assertEquals(1, memories.search("memory 7", 1).getFirst().cosine(), 0.02);
    }

    @Test
    void whatOnlyTheFirstEncoderKnewIsFoundWhileTheRestIsMissing() {
        memories.note("The spare key is under the blue pot");
        memories.note("The train to Basel leaves at noon");
        Memories grown = new Memories(database, new Grown(ENCODER), CLOCK);
        Memory cat = grown.note("My cat sleeps on the piano");
        assertEquals(List.of(cat.text()), texts(grown.search("cat piano", 1)));
        Found key = grown.search("The spare key is under the blue pot", 1).getFirst();
        assertEquals(1, key.cosine(), 0.02);
        assertEquals(2, grown.encodeMissing());
        assertEquals(key.memory(), grown.search("The spare key is under the blue pot", 1).getFirst().memory());
        assertEquals(List.of(cat.text()), texts(grown.search("cat piano", 1)));
    }

    @Test
    void whatHasNothingInCommonIsNotAlikeThoughItsWholeVectorIs() {
        Memories grown = new Memories(database, new Grown(ENCODER), CLOCK);
        grown.note("The spare key is under the blue pot");
        grown.note("My cat sleeps on the piano");
        List<Found> found = grown.search("cat piano", 2);
        assertTrue(found.getFirst().cosine() > 0.5, found.toString());
        assertTrue(found.getLast().cosine() < 0.25, found.toString());
    }

    // An encoder whose vectors are another's, and behind them the same for every text.
    private record Grown(Encoder first) implements Encoder {

        @Override
        public String id() {
            return first.id() + "+same";
        }

        @Override
        public int dimensions() {
            return 2 * first.dimensions();
        }

        @Override
        public float[] encode(String text) {
            float[] half = first.encode(text), whole = new float[dimensions()];
            for (int i = 0; i < half.length; i++) whole[i] = half[i] * (float) Math.sqrt(0.5);
            whole[half.length] = (float) Math.sqrt(0.5);
            return whole;
        }

        @Override
        public void close() {
            first.close();
        }
    }

    @Test
    void limitsAreTheirValueAndOneMore() {
        memories.note("x".repeat(Memory.TEXT_CHARS_MAX));
        assertThrows(IllegalArgumentException.class, () -> memories.note("x".repeat(Memory.TEXT_CHARS_MAX + 1)));
        assertThrows(IllegalArgumentException.class, () -> memories.note(" \n"));
        memories.search("x", Memories.HITS_MAX);
        assertThrows(IllegalArgumentException.class, () -> memories.search("x", Memories.HITS_MAX + 1));
        assertThrows(IllegalArgumentException.class, () -> memories.search("x", 0));
    }

    @Test
    void allAreHandedOutOnceInTheirOrder() {
        database.write(sql -> {
            for (int i = 0; i < 2500; i++) {
                memories.store(sql, Memory.Kind.NOTE, List.of(new Memories.Draft("m" + i, null)), OptionalLong.empty());
            }
            return null;
        });
        List<String> all = new ArrayList<>();
        memories.each(m -> all.add(m.text()));
        assertEquals(2500, all.size());
        assertEquals("m2499", all.getLast());
        assertEquals(List.of("m1", "m0"), memories.list(3, 10).stream().map(Memory::text).toList());
    }
}
