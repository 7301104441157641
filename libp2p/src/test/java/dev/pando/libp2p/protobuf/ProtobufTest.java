package dev.pando.libp2p.protobuf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.libp2p.multiformats.WireException;
import dev.pando.testing.Forall;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProtobufTest {

    @Test
    void whatIsWrittenIsWhatIsRead() {
        Forall.seeds(300, random -> {
            long number = random.nextLong() >>> random.nextInt(64);
            byte[] blob = new byte[random.nextInt(300)];
            random.nextBytes(blob);
            byte[] message = new ProtoWriter().varint(1, number).bytes(2, blob).string(70000, "früh").bool(4, true)
                    .float64(5, 0.25).message(6, new ProtoWriter().varint(1, 7)).toBytes();
            var in = new ProtoReader("test", message);
            assertTrue(in.next());
            assertEquals(number, in.varint());
            assertTrue(in.next());
            assertArrayEquals(blob, in.bytes(300));
            assertTrue(in.next());
            assertEquals(70000, in.field());
            assertEquals("früh", in.string(5));
            assertTrue(in.next());
            assertTrue(in.bool());
            assertTrue(in.next());
            assertEquals(0.25, in.float64());
            assertTrue(in.next());
            var inner = in.message(10);
            assertTrue(inner.next());
            assertEquals(7, inner.uint(7));
            assertFalse(in.next());
        });
    }

    @Test
    void theBytesAreThoseOfTheProtobufDocumentation() {
        // protobuf.dev/programming-guides/encoding: field 1 = 150; field 2 = "testing"
        assertEquals("089601", HexFormat.of().formatHex(new ProtoWriter().varint(1, 150).toBytes()));
        assertEquals("120774657374696e67", HexFormat.of().formatHex(new ProtoWriter().string(2, "testing").toBytes()));
        assertEquals("08feffffffffffffffff01", HexFormat.of().formatHex(new ProtoWriter().varint(1, -2).toBytes()));
    }

    @Test
    void unknownFieldsOfEveryWireTypeAreSkipped() {
        byte[] message = HexFormat.of().parseHex("0801" + "110000000000000000" + "1a03aabbcc" + "2500000000" + "3007");
        var in = new ProtoReader("test", message);
        while (in.next() && in.field() != 6) in.skip();
        assertEquals(7, in.varint());
    }

    @Test
    void aVarintOfSixtyFourBitsIsReadAndOneBitMoreIsNot() {
        assertEquals(-1, varint("08" + "ff".repeat(9) + "01"));
        assertEquals(Long.MIN_VALUE, varint("08" + "80".repeat(9) + "01"));
        for (String tooLong : List.of("02", "03", "7f", "8001", "81")) {
            assertThrows(WireException.class, () -> varint("08" + "ff".repeat(9) + tooLong), tooLong);
        }
    }

    private static long varint(String hex) {
        var in = new ProtoReader("test", HexFormat.of().parseHex(hex));
        in.next();
        return in.varint();
    }

    @Test
    void aFieldAtItsLimitIsReadAndOneByteMoreIsNot() {
        byte[] message = new ProtoWriter().bytes(1, new byte[10]).toBytes();
        var in = new ProtoReader("test", message);
        in.next();
        assertEquals(10, in.bytes(10).length);
        var again = new ProtoReader("test", message);
        again.next();
        WireException refused = assertThrows(WireException.class, () -> again.bytes(9));
        assertEquals("test.1: 10 bytes, limit 9", refused.getMessage());
        assertEquals("test.1 from someone: 10 bytes, limit 9", refused.from("someone").getMessage());
    }

    @Test
    void whateverBytesComeTheyAreReadOrRefusedByTheOneException() {
        Forall.seeds(3000, random -> {
            byte[] message = new ProtoWriter().varint(1, random.nextLong()).string(2, "abc").fixed64(3, 5)
                    .message(4, new ProtoWriter().string(1, "x")).toBytes();
            message[random.nextInt(message.length)] = (byte) random.nextInt();
            message = Arrays.copyOf(message, random.nextInt(message.length + 1));
            try {
                walk(new ProtoReader("test", message));
            } catch (WireException refused) {
                assertTrue(refused.getMessage().startsWith("test"));
            }
        });
    }

    private static void walk(ProtoReader in) {
        while (in.next()) {
            switch (in.field()) {
                case 1 -> in.varint();
                case 2 -> in.string(100);
                case 3 -> in.fixed64();
                case 4 -> walk(in.message(100));
                default -> in.skip();
            }
        }
    }
}
