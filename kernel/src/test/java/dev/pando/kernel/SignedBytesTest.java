package dev.pando.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pando.testing.Forall;
import org.junit.jupiter.api.Test;

class SignedBytesTest {

    @Test
    void productsHaveTheBitsOfTheirTwin() {
        Forall.seeds(300, random -> {
            int at = random.nextInt(40), n = random.nextInt(500), rest = random.nextInt(20);
            byte[] a = new byte[at + n + rest];
            random.nextBytes(a);
            float[] b = Samples.floats(random, at + n + rest), bytes = new float[a.length];
            for (int i = 0; i < a.length; i++) bytes[i] = a[i];
            Same.bits(Twins.dot(bytes, at, b, at, n), SignedBytes.dot(a, at, b, at, n), "dot");
        });
    }

    @Test
    void aSliceThatLeavesItsArrayIsRefused() {
        assertEquals(0, SignedBytes.dot(new byte[0], 0, new float[0], 0, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> SignedBytes.dot(new byte[16], 1, new float[32], 0, 16));
        assertThrows(IndexOutOfBoundsException.class, () -> SignedBytes.dot(new byte[32], 0, new float[16], 1, 16));
    }
}
