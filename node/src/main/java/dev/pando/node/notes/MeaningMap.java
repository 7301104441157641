package dev.pando.node.notes;

import dev.pando.engine.grid.SelfOrganisingMap;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The map of meanings that all nodes share: without it, one node's trace means nothing to another.
///
/// It was learned once (`pando lab map`) from 2,100 common terms as the encoder sees them, and ships in a byte a number:
///
/// ```
/// byte 0            4           8
///      +------------+-----------+-------------------------+
///      | dimensions | scale f32 | (1024, dimensions) int8 |   little-endian; w = scale · byte
///      +------------+-----------+-------------------------+
/// ```
public final class MeaningMap {

    private static final int HEADER_BYTES = 8;
    private static final float LARGEST = 127;

    private MeaningMap() {}

    /// The map that ships with this program.
    public static SelfOrganisingMap shipped() {
        try (InputStream in = MeaningMap.class.getResourceAsStream("map.bin")) {
            if (in == null) throw new IllegalStateException("map.bin is missing from this build");
            return decode(in.readAllBytes());
        } catch (IOException e) {
            throw new IllegalStateException("map.bin cannot be read: " + e.getMessage(), e);
        }
    }

    /// A map's bytes.
    public static byte[] encode(SelfOrganisingMap map) {
        float[] weights = map.weights();
        float largest = 0;
        for (float w : weights) largest = Math.max(largest, Math.abs(w));
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + weights.length).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(map.dimensions()).putFloat(largest / LARGEST);
        for (float w : weights) out.put((byte) Math.round(w * LARGEST / largest));
        return out.array();
    }

    /// Reads what [#encode] wrote.
    ///
    /// @throws IllegalArgumentException if the length is not what the first four bytes say
    public static SelfOrganisingMap decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int dimensions = bytes.length < HEADER_BYTES ? 0 : in.getInt();
        if (dimensions <= 0 || bytes.length - HEADER_BYTES != (long) SelfOrganisingMap.UNITS * dimensions) {
            throw new IllegalArgumentException("map of " + bytes.length + " bytes for " + dimensions + " dimensions");
        }
        float scale = in.getFloat();
        float[] weights = new float[SelfOrganisingMap.UNITS * dimensions];
        for (int i = 0; i < weights.length; i++) weights[i] = scale * in.get();
        return SelfOrganisingMap.of(dimensions, weights);
    }
}
