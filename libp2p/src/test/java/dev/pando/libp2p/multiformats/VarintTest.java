package dev.pando.libp2p.multiformats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pando.testing.Forall;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class VarintTest {

    @Test
    void whatIsPutIsWhatIsGot() {
        Forall.seeds(500, random -> {
            long value = random.nextLong() >>> random.nextInt(1, 64);
            ByteBuffer bytes = ByteBuffer.allocate(Varint.BYTES_MAX);
            Varint.put(bytes, value);
            assertEquals(Varint.size(value), bytes.position());
            assertEquals(value, Varint.get(bytes.flip()));
        });
    }

    @Test
    void aStreamGivesTheSameAsABuffer() {
        Forall.seeds(200, random -> {
            long value = random.nextLong() >>> random.nextInt(1, 64);
            assertEquals(value, Varint.read(new ByteArrayInputStream(Varint.bytes(value))));
        });
        assertThrows(WireException.class, () -> Varint.read(new ByteArrayInputStream(new byte[]{-1, -1, -1, -1, -1, -1,
                -1, -1, -1, 1})));
    }

    @Test
    void cutOffTooLongAndPaddedEncodingsAreRefused() {
        for (byte[] bad : new byte[][]{{}, {(byte) 0x80}, {(byte) 0x81, 0},
                {-1, -1, -1, -1, -1, -1, -1, -1, -1, 1}}) {
            assertThrows(WireException.class, () -> Varint.get(ByteBuffer.wrap(bad)));
        }
        assertThrows(IllegalArgumentException.class, () -> Varint.size(-1));
    }
}
