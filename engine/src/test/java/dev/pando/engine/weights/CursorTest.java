package dev.pando.engine.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pando.testing.Forall;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class CursorTest {

    private static final int TEXT_BYTES_MAX = 150_000, COUNT = 60;

    // Short texts, such as end a few bytes before or after a piece of 64 KiB, longer ones; half of the files break off.
    private static byte[] texts(RandomGenerator random) {
        byte[][] texts = new byte[COUNT][];
        for (int i = 0; i < COUNT; i++) {
            int length = switch (random.nextInt(6)) {
                case 0 -> 65_536 - 24 + random.nextInt(40);
                case 1 -> random.nextInt(TEXT_BYTES_MAX + 2);
                default -> random.nextInt(20);
            };
            texts[i] = GgufBytes.concat(GgufBytes.u64(length), new byte[length]);
        }
        byte[] all = GgufBytes.concat(texts);
        return random.nextBoolean() ? all : Arrays.copyOf(all, random.nextInt(all.length));
    }

    private static String outcome(byte[] bytes, Consumer<Cursor> reading) {
        Cursor in = new Cursor("f", MemorySegment.ofArray(bytes));
        try {
            reading.accept(in);
            return "read to " + in.position();
        } catch (ModelFileException e) {
            return e.getMessage();
        }
    }

    @Test
    void passingOverManyTextsIsPassingOverEachOfThem() {
        Forall.seeds(300, random -> {
            byte[] bytes = texts(random);
            String each = outcome(bytes, in -> {
                for (int i = 0; i < COUNT; i++) in.skip(in.upTo(TEXT_BYTES_MAX, "bytes of text"));
            });
            assertEquals(each, outcome(bytes, in -> in.skipTexts(COUNT, TEXT_BYTES_MAX, "bytes of text")));
        });
    }

    @Test
    void aLengthOf2To63OrMoreIsRefused() {
        byte[] bytes = GgufBytes.concat(GgufBytes.u64(Long.MIN_VALUE), new byte[100]);
        assertEquals("f: header: 9223372036854775808 bytes of text, limit 9",
                outcome(bytes, in -> in.skipTexts(1, 9, "bytes of text")));
    }
}
