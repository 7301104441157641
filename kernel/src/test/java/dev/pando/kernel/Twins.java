package dev.pando.kernel;

/// The scalar twins: what each kernel means, one element at a time, in the order that the law prescribes.
final class Twins {

    private Twins() {}

    static float dot(float[] a, int aAt, float[] b, int bAt, int n) {
        float[] lanes = new float[16];
        for (int i = 0; i < n; i++) lanes[i % 16] = Math.fma(a[aAt + i], b[bAt + i], lanes[i % 16]);
        return fold(lanes, 0);
    }

    static float fold(float[] lanes, int at) {
        float[] s = java.util.Arrays.copyOfRange(lanes, at, at + 16);
        for (int by = 8; by > 0; by /= 2) {
            for (int i = 0; i < by; i++) s[i] += s[i + by];
        }
        return s[0];
    }
}
