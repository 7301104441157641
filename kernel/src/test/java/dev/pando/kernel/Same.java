package dev.pando.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

/// Equality of bits, not of values: the law of this module.
final class Same {

    private Same() {}

    static void bits(float expected, float actual, String where) {
        assertEquals(Float.floatToIntBits(expected), Float.floatToIntBits(actual),
                () -> where + ": " + expected + " and " + actual);
    }

    static void bits(float[] expected, float[] actual) {
        assertEquals(expected.length, actual.length);
        for (int i = 0; i < expected.length; i++) bits(expected[i], actual[i], "element " + i);
    }
}
