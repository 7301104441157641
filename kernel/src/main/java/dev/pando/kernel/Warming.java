package dev.pando.kernel;

import java.lang.foreign.Arena;
import java.util.Arrays;

/// The first seconds of a process that must answer at once.
///
/// Code with the Vector API is interpreted until C2 has compiled it, and interpreted it takes microseconds for each vector:
/// most of a second for one token. From [#begin] on, kernels do the same work one element at a time ([Plain]), which is
/// soon tolerable, while a thread of its own runs the forms in vectors until they are compiled. Then they take over. The bits are
/// the same.
public final class Warming {

    // Runs of each kernel: C2 compiles after some thousands of turns of their loops, and what is compiled runs in no time.
    private static final int ROUNDS = 3_000;
    private static final int LENGTH = 512, HEAD = 64, POSITIONS = 64, COLUMNS = 128, PRODUCTS = 5;

    private static volatile boolean cold;
    private static volatile Thread warmer;

    private Warming() {}

    /// Whether the caller should take the plain form.
    static boolean isCold() {
        return cold && Thread.currentThread() != warmer;
    }

    /// Begins with plain forms; [#end] must be called once there is time for the others.
    public static void begin() {
        cold = true;
    }

    /// Has the forms in vectors compiled, on a thread of its own, and changes over to them. Returns at once.
    ///
    /// @return the thread
    public static Thread end() {
        Thread thread = Thread.ofPlatform().daemon().name("pando-warming").unstarted(() -> {
            try {
                run(ROUNDS);
            } finally {
                cold = false;
            }
        });
        warmer = thread;
        thread.start();
        return thread;
    }

    /// Changes over at once.
    static void stop() {
        cold = false;
    }

    private static void run(int rounds) {
        float[] x = new float[LENGTH], y = new float[LENGTH], tables = new float[HEAD],
                sums = new float[PRODUCTS * ByteMatrix.GROUP];
        Arrays.fill(x, 0.5f);
        Arrays.fill(tables, 0.7f);
        Activations rounded = new Activations();
        rounded.reserveQuads(1, LENGTH);
        ByteInputs inputs = new ByteInputs();
        inputs.reserve(1, LENGTH);
        KeyValues cache = new KeyValues(1, HEAD);
        for (int p = 0; p < POSITIONS; p++) cache.put(p, x, 0, x, 0);
        KeyValues[] one = {cache}, four = {cache, cache, cache, cache};
        int[] from = new int[4], to = {POSITIONS, POSITIONS, POSITIONS, POSITIONS};
        Scratch scratch = new Scratch();
        ByteInputs few = new ByteInputs();
        few.reserve(PRODUCTS, COLUMNS);
        few.round(0, PRODUCTS, new float[PRODUCTS * COLUMNS], 0);
        try (Workers alone = new Workers(1); Arena arena = Arena.ofConfined()) {
            ByteMatrix bytes = new ByteMatrix(arena, ByteMatrix.GROUP, COLUMNS, new byte[ByteMatrix.GROUP * COLUMNS],
                    new float[ByteMatrix.GROUP], new float[ByteMatrix.GROUP]);
            for (int i = 0; i < rounds; i++) {
                Vectors.rmsNorm(y, 0, x, 0, x, 0, LENGTH, 1e-6f);
                Vectors.siluMultiply(y, 0, x, 0, LENGTH);
                Vectors.add(y, 0, x, 0, LENGTH);
                Vectors.rotateHalves(y, 0, tables, tables, 0, HEAD / 2);
                Vectors.gelu(y, 0, LENGTH);
                rounded.roundQuads(0, LENGTH, y, 0);
                inputs.round(0, 1, y, 0);
                if (few.paired()) bytes.multiply(few, 0, PRODUCTS, sums);
                Attention.attend(alone, scratch, 1, 0.1f, x, 0, HEAD, y, 0, one, from, to);
                Attention.attend(alone, scratch, 1, 0.1f, x, 0, HEAD, y, 0, four, from, to);
            }
        }
    }
}
