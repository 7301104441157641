package dev.pando.node.split;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pando.engine.model.LayerRange;
import dev.pando.libp2p.multiformats.WireException;
import dev.pando.node.split.Message.Ask;
import dev.pando.node.split.Message.Begin;
import dev.pando.node.split.Message.Done;
import dev.pando.node.split.Message.Load;
import dev.pando.node.split.Message.Loaded;
import dev.pando.node.split.Message.Loading;
import dev.pando.node.split.Message.Offer;
import dev.pando.node.split.Message.Ping;
import dev.pando.node.split.Message.Pong;
import dev.pando.node.split.Message.Refused;
import dev.pando.node.split.Message.Run;
import dev.pando.testing.Forall;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class FramesTest {

    private static final int WIDTH = 6;

    private static Message decode(byte[] frame) {
        byte[] head = Arrays.copyOf(frame, Frames.HEAD_BYTES);
        assertEquals(frame.length - Frames.HEAD_BYTES, Frames.bodyBytes(head));
        return Frames.decode(head, Arrays.copyOfRange(frame, Frames.HEAD_BYTES, frame.length), WIDTH);
    }

    private static List<Message> some(RandomGenerator random) {
        byte[] id = new byte[ModelId.BYTES];
        random.nextBytes(id);
        int from = random.nextInt(100);
        LayerRange layers = new LayerRange(from, from + random.nextInt(1, 50));
        Precision precision = Precision.values()[random.nextInt(2)];
        return List.of(new Ask(), new Offer(random.nextLong(), random.nextLong(), random.nextInt(), random.nextInt()),
                new Load(ModelId.of(id), random.nextLong(), random.nextLong(), layers, random.nextInt(1 << 20),
                        precision, random.nextBoolean() ? "" : "grove/aspen:" + random.nextInt()),
                new Loading(random.nextLong(), random.nextLong()),
                new Loaded(random.nextLong(), random.nextInt(SplitLimits.WIDTH_MAX), random.nextLong()),
                new Refused(random.nextBoolean(), "no, " + random.nextInt()), new Begin(random.nextLong()),
                new Ping(random.nextLong()), new Pong(random.nextLong(), random.nextLong()));
    }

    @Test
    void whatIsWrittenIsRead() {
        Forall.seeds(200, random -> {
            for (Message m : some(random)) assertEquals(m, decode(Frames.encode(m, Precision.F32)));
        });
    }

    @Test
    void everyBitOfAHiddenStateArrives() {
        Forall.seeds(100, random -> {
            int rows = random.nextInt(1, 9);
            float[] hidden = new float[rows * WIDTH];
            for (int i = 0; i < hidden.length; i++) hidden[i] = Float.intBitsToFloat(random.nextInt());
            int start = random.nextInt(SplitLimits.POSITIONS_MAX);
            Run run = assertInstanceOf(Run.class, decode(Frames.encode(new Run(start, rows, hidden), Precision.F32)));
            assertArrayEquals(Plain.bits(hidden), Plain.bits(run.hidden()));
            assertEquals(start, run.start());
            Done done = assertInstanceOf(Done.class,
                    decode(Frames.encode(new Done(start, rows, 77, hidden), Precision.F16)));
            for (int i = 0; i < hidden.length; i++) {
                float half = Float.float16ToFloat(Float.floatToFloat16(hidden[i]));
                assertEquals(half, done.hidden()[i]);
            }
        });
    }

    @Test
    void aBrokenFrameIsRefusedWithTheOneExceptionOrMeansSomethingElse() {
        Forall.seeds(2_000, random -> {
            List<Message> some = some(random);
            byte[] frame = Frames.encode(some.get(random.nextInt(some.size())), Precision.F32);
            byte[] broken = frame.clone();
            broken[random.nextInt(4, broken.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                Message other = decode(broken);
                boolean text = other instanceof Refused; // which may have been made readable
                if (!text) assertArrayEquals(broken, Frames.encode(other, Precision.F32), "one spelling: " + other);
            } catch (WireException e) {
                // that is the one
            }
        });
    }

    @Test
    void aFrameIsAsLongAsItMayBeAndNotAByteLonger() {
        assertEquals(SplitLimits.FRAME_BYTES_MAX - Frames.HEAD_BYTES,
                Frames.bodyBytes(head(SplitLimits.FRAME_BYTES_MAX)));
        assertThrows(WireException.class, () -> Frames.bodyBytes(head(SplitLimits.FRAME_BYTES_MAX + 1)));
        assertThrows(WireException.class, () -> Frames.bodyBytes(head(-1)));
        assertThrows(WireException.class, () -> Frames.bodyBytes(head(Frames.HEAD_BYTES - 1)));
    }

    private static byte[] head(int frameBytes) {
        return ByteBuffer.allocate(Frames.HEAD_BYTES).order(ByteOrder.LITTLE_ENDIAN)
                .putInt(frameBytes - Frames.LENGTH_BYTES).array();
    }

    @Test
    void rowsAndPositionsHaveTheirLimits() {
        float[] most = new float[SplitLimits.ROWS_MAX * WIDTH];
        decode(Frames.encode(new Run(SplitLimits.POSITIONS_MAX, SplitLimits.ROWS_MAX, most), Precision.F32));
        refused(new Run(SplitLimits.POSITIONS_MAX + 1, 1, new float[WIDTH]));
        refused(new Run(-1, 1, new float[WIDTH]));
        refused(new Run(0, SplitLimits.ROWS_MAX + 1, new float[most.length + WIDTH]));
        refused(new Run(0, 0, new float[0]));
        refused(new Run(0, 1, new float[WIDTH + 1]));
        LayerRange one = new LayerRange(0, 1);
        ModelId id = ModelId.of(new byte[ModelId.BYTES]);
        decode(Frames.encode(new Load(id, 1, 1, one, SplitLimits.POSITIONS_MAX, Precision.F32, ""), Precision.F32));
        refused(new Load(id, 1, 1, one, SplitLimits.POSITIONS_MAX + 1, Precision.F32, ""));
        String longest = "x".repeat(SplitLimits.TEXT_BYTES_MAX);
        decode(Frames.encode(new Load(id, 1, 1, one, 1, Precision.F32, longest), Precision.F32));
        refused(new Load(id, 1, 1, one, 1, Precision.F32, longest + "x"));
        refused(new Load(id, 1, 1, one, 1, Precision.F32, "a\nb"));
        decode(Frames.encode(new Loaded(1, SplitLimits.WIDTH_MAX, 1), Precision.F32));
        refused(new Loaded(1, SplitLimits.WIDTH_MAX + 1, 1));
    }

    private static void refused(Message message) {
        assertThrows(WireException.class, () -> decode(Frames.encode(message, Precision.F32)));
    }

    @Test
    void aReasonIsOneLineOfLimitedLength() {
        String longest = "x".repeat(SplitLimits.TEXT_BYTES_MAX);
        assertEquals(new Refused(false, longest), decode(Frames.encode(new Refused(false, longest + "y"), null)));
        assertEquals(new Refused(true, "a b"), decode(Frames.encode(new Refused(true, "a\nb"), null)));
    }
}
