package dev.pando.kernel.machine;

import dev.pando.kernel.machine.Assembler.Width;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.ConcurrentHashMap;

/// The product of quantised weights and a few rounded inputs, in machine code.
///
/// Two groups of rows are read side by side, two streams of memory; or one with twice as many tokens, where registers are few. A lane is a row; every four columns, one instruction
/// (or three, without VNNI) adds four products of bytes to it. The sum of a run is an exact integer:
/// ```
/// y = 0;  for each run of columns with one scale:    y = fma(Σ (q − zero) · x, scale · dx, y)
///         and after it, where there are minima:      y = fma(zero · scale − minimum, dx · Σx, y)
/// ```
/// which are the bits of the kernels written in Java; see `docs/decisions/012-machine-code.md`.
///
/// Inputs are 64 bytes for each block of 32 columns: `| 32 × i8 | dx f32 | −Σ i32 | −Σ of each half i32 | dx · Σ f32 | 12 unused |`.
@SuppressWarnings("restricted") // calls the code it wrote
public final class QuadKernel {

    /// Bytes of a block of inputs, and where in it what lies.
    public static final int X_BLOCK = 64, X_SCALE = 32, X_SUM = 36, X_HALF_SUMS = 40, X_TOTAL = 48;

    // The parameter array, in bytes: see `run`.
    static final int INNER = 0, OUTER = 8, PAIRS = 16, GROUP_BYTES = 24, X_OFFSET = 32, X_STRIDE = 40,
            Y_OFFSET = 48, Y_STRIDE = 56, Y_SECOND = 64, ZERO = 72, PARAMETERS = 10;

    /// The machine's vectors, or null if this way is closed: another processor or system, or `-Dpando.machine.code=false`.
    static final Width WIDTH = width();

    private static final MethodHandle CALL = WIDTH == null
            ? null
            : Linker.nativeLinker()
                    .downcallHandle(FunctionDescriptor.ofVoid(ValueLayout.ADDRESS, ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.ADDRESS),
                            Linker.Option.critical(true));

    /// Which kernel.
    record Key(QuadFormat format, int groups, int tokens) {}

    private static final ConcurrentHashMap<Key, QuadKernel> WRITTEN = new ConcurrentHashMap<>();

    private final QuadFormat format;
    private final MemorySegment code;

    private QuadKernel(Key key) {
        format = key.format;
        code = Executable.place(new QuadWriter(WIDTH, key).bytes());
    }

    private static Width width() {
        if (!Executable.isPossible() || !Boolean.parseBoolean(System.getProperty("pando.machine.code", "true"))) {
            return null;
        }
        int bits = Integer.getInteger("pando.vector.bits",
                jdk.incubator.vector.FloatVector.SPECIES_PREFERRED.vectorBitSize());
        try {
            Cpu cpu = Cpu.ask();
            return bits >= 512 && cpu.vnni() ? Width.ZMM : bits >= 256 && cpu.avx2() ? Width.YMM : null;
        } catch (IllegalStateException e) { // a hardened system
            return null;
        }
    }

    /// Whether there are such kernels on this machine.
    public static boolean isPossible() {
        return WIDTH != null;
    }

    /// One line on which kernels these are.
    public static String name() {
        return WIDTH == null ? "Java" : WIDTH == Width.ZMM ? "AVX-512 VNNI" : "AVX2";
    }

    /// Tokens of one call at most, where so many groups, 1 or 2, are multiplied side by side.
    public static int tokensMax(int groups) {
        return WIDTH == Width.ZMM ? 6 : 4 / groups;
    }

    /// The kernel for weights of `format`, so many groups side by side and `tokens` tokens; written when it is first asked for.
    public static QuadKernel of(QuadFormat format, int groups, int tokens) {
        return WRITTEN.computeIfAbsent(new Key(format, groups, tokens), QuadKernel::new);
    }

    /// Multiplies `pairs` pairs of groups, from offsets `p` and `q` in `weights` on (so many groups from `p` on, where the kernel takes one at a time), and tokens from `x[xAt]` on:
    /// output of token `t`, row `r` of the groups from `p` on goes to `y[yAt + t · yStride + r]`, of those from `q` on to
    /// `yDistance` further. The caller answers for all bounds.
    ///
    /// @param blocks  blocks of 32 columns, a whole number of headers
    /// @param x       inputs, `xStride` bytes from one token to the next
    /// @param scratch for the parameters of this thread's calls
    public void run(MemorySegment weights, long p, long q, int pairs, int blocks, byte[] x, int xAt, int xStride,
            float[] y, int yAt,
            int yStride, int yDistance, Parameters scratch) {
        long[] v = scratch.values;
        v[INNER / 8] = format.header().blocks == 1 ? blocks : format.header().blocks;
        v[OUTER / 8] = format.header().blocks == 1 ? 1 : blocks / format.header().blocks;
        v[PAIRS / 8] = pairs;
        v[GROUP_BYTES / 8] = format.groupBytes(blocks);
        v[X_OFFSET / 8] = xAt;
        v[X_STRIDE / 8] = xStride;
        v[Y_OFFSET / 8] = 4L * yAt;
        v[Y_STRIDE / 8] = 4L * yStride;
        v[Y_SECOND / 8] = 4L * yDistance;
        v[ZERO / 8] = Float.floatToRawIntBits(1 << format.zeroShift());
        call(code, weights, p, q, MemorySegment.ofArray(x), MemorySegment.ofArray(y), scratch);
    }

    /// Calls what was written, with arguments as all our kernels take them.
    static void call(MemorySegment code, MemorySegment weights, long p, long q, MemorySegment x, MemorySegment y,
            Parameters parameters) {
        try {
            CALL.invokeExact(code, weights, p, q, x, y, parameters.segment);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /// Where a thread lays down the parameters of its calls.
    public static final class Parameters {

        private final long[] values = new long[PARAMETERS];
        private final MemorySegment segment = MemorySegment.ofArray(values);

        /// All zeros.
        public Parameters() {}

        long[] values() {
            return values;
        }
    }
}
