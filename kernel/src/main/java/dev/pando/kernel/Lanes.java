package dev.pando.kernel;

import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorSpecies;

/// The width of this machine's vectors, and the 16 logical lanes that all sums use whatever it is.
///
/// A vector of floats holds `LENGTH` of the 16 lanes, so `PARTS` vectors hold all of them. Everything here is
/// `static final`: the compiler must see constants, or it boxes every vector. `-Dpando.vector.bits=128|256|512` asks for
/// another width than the machine prefers; wider than it has works too, slowly.
final class Lanes {

    /// Logical lanes of a sum.
    static final int LANES = 16;

    /// Floats of one vector on this machine, at most 512 bits.
    static final VectorSpecies<Float> FLOATS = floats();

    /// Elements of one vector: 4, 8 or 16.
    static final int LENGTH = FLOATS.length();

    /// Vectors that hold the 16 logical lanes: 4, 2 or 1.
    static final int PARTS = LANES / LENGTH;

    /// As many ints as [#FLOATS] has floats.
    static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, FLOATS.vectorShape());

    /// Bytes that become one vector of floats; at 128 bits twice as many, there being no vector of 4 bytes.
    static final VectorSpecies<Byte> BYTES = PARTS == 1 ? ByteVector.SPECIES_128 : ByteVector.SPECIES_64;

    /// The same bits as [#BYTES], as ints.
    static final VectorSpecies<Integer> BYTES_AS_INTS = PARTS == 1 ? IntVector.SPECIES_128 : IntVector.SPECIES_64;

    /// Shorts that become one vector of floats.
    static final VectorSpecies<Short> SHORTS = PARTS == 1
            ? ShortVector.SPECIES_256
            : PARTS == 2 ? ShortVector.SPECIES_128 : ShortVector.SPECIES_64;

    /// Which half of the bytes loaded for lanes `LENGTH .. 2·LENGTH` holds them.
    static final int HALF_1 = PARTS == 4 ? 1 : 0;

    /// How far after the first load the bytes for lanes `LENGTH .. 2·LENGTH` are loaded.
    static final int STEP_1 = PARTS == 4 ? 0 : 8;

    /// Byte order of every file we read.
    static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;

    private Lanes() {}

    private static VectorSpecies<Float> floats() {
        int bits = Integer.getInteger("pando.vector.bits",
                Math.min(512, FloatVector.SPECIES_PREFERRED.vectorBitSize()));
        return bits >= 512
                ? FloatVector.SPECIES_512
                : bits >= 256 ? FloatVector.SPECIES_256 : FloatVector.SPECIES_128;
    }
}
