package dev.pando.node.split;

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
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Messages as bytes. Every number is little-endian.
///
/// ```
///  0        4      5       6      8        12       16       24
///  +--------+------+-------+------+--------+--------+--------+--------------
///  | length | kind | form  | zero | start  | rows   | number | body …
///  +--------+------+-------+------+--------+--------+--------+--------------
/// ```
/// `length` counts what follows it. What a kind does not need is zero and must be: one message has one spelling. A hidden
/// state's body is its elements in the precision that `form` names, row by row.
final class Frames {

    static final int LENGTH_BYTES = 4;
    static final int HEAD_BYTES = 24;

    private static final int KIND = 4;
    private static final int FORM = 5;
    private static final int START = 8;
    private static final int ROWS = 12;
    private static final int NUMBER = 16;

    private enum Kind {
        ASK, OFFER, LOAD, LOADING, LOADED, REFUSED, BEGIN, RUN, DONE, PING, PONG
    }

    private static final String PLACE = "split frame";
    private static final int LOAD_BYTES = ModelId.BYTES + 8 + 8;
    private static final Kind[] KINDS = Kind.values();

    private Frames() {}

    // ---- writing

    /// The bytes of a message.
    static byte[] encode(Message message, Precision precision) {
        return switch (message) {
            case Ask _ -> frame(Kind.ASK, 0, 0, 0, 0, 0).array();
            case Offer m -> frame(Kind.OFFER, 0, m.sessions(), m.threads(), m.freeBytes(), 8)
                    .putLong(HEAD_BYTES, m.bytesPerSecond()).array();
            case Load m -> load(m);
            case Loading m -> frame(Kind.LOADING, 0, 0, 0, m.bytes(), 8).putLong(HEAD_BYTES, m.bytesToBe()).array();
            case Loaded m -> frame(Kind.LOADED, 0, m.width(), 0, m.part(), 8).putLong(HEAD_BYTES, m.bytes()).array();
            case Refused m -> refused(m);
            case Begin m -> frame(Kind.BEGIN, 0, 0, 0, m.part(), 0).array();
            case Run m -> hidden(Kind.RUN, precision, m.start(), m.rows(), 0, m.hidden());
            case Done m -> hidden(Kind.DONE, precision, m.start(), m.rows(), m.nanos(), m.hidden());
            case Ping m -> frame(Kind.PING, 0, 0, 0, m.number(), 0).array();
            case Pong m -> frame(Kind.PONG, 0, 0, 0, m.number(), 8).putLong(HEAD_BYTES, m.progress()).array();
        };
    }

    private static ByteBuffer frame(Kind kind, int form, int start, int rows, long number, int bodyBytes) {
        ByteBuffer bytes = ByteBuffer.allocate(HEAD_BYTES + bodyBytes).order(ByteOrder.LITTLE_ENDIAN);
        return bytes.putInt(0, HEAD_BYTES - LENGTH_BYTES + bodyBytes).put(KIND, (byte) kind.ordinal())
                .put(FORM, (byte) form).putInt(START, start).putInt(ROWS, rows).putLong(NUMBER, number);
    }

    private static byte[] load(Load m) {
        // start and rows are the first layer and the one after the last; the number is the longest sequence
        byte[] hubName = m.hubName().getBytes(StandardCharsets.UTF_8);
        ByteBuffer frame = frame(Kind.LOAD, m.precision().ordinal(), m.layers().from(), m.layers().to(),
                m.positionsMax(), LOAD_BYTES + hubName.length);
        frame.position(HEAD_BYTES).put(m.model().bytes()).putLong(m.fileBytes()).putLong(m.headerBytes()).put(hubName);
        return frame.array();
    }

    private static byte[] refused(Refused m) {
        byte[] why = m.why().getBytes(StandardCharsets.UTF_8);
        if (why.length > SplitLimits.TEXT_BYTES_MAX) why = Arrays.copyOf(why, SplitLimits.TEXT_BYTES_MAX);
        return frame(Kind.REFUSED, 0, 0, m.gone() ? 1 : 0, 0, why.length).put(HEAD_BYTES, why).array();
    }

    private static byte[] hidden(Kind kind, Precision precision, int start, int rows, long number, float[] hidden) {
        ByteBuffer frame = frame(kind, precision.ordinal(), start, rows, number, hidden.length * precision.bytes);
        frame.position(HEAD_BYTES);
        switch (precision) {
            case F32 -> frame.asFloatBuffer().put(hidden);
            case F16 -> {
                for (float x : hidden) frame.putShort(Float.floatToFloat16(x));
            }
        }
        return frame.array();
    }

    // ---- reading

    /// Bytes that follow a head, from its first four.
    ///
    /// @throws WireException if the frame is shorter than a head, or longer than allowed
    static int bodyBytes(byte[] head) {
        long length = Integer.toUnsignedLong(buffer(head).getInt(0));
        int frame = WireException.within(PLACE, length + LENGTH_BYTES, "bytes", SplitLimits.FRAME_BYTES_MAX);
        if (frame < HEAD_BYTES) throw new WireException(PLACE, frame + " bytes, no head");
        return frame - HEAD_BYTES;
    }

    /// Reads a message.
    ///
    /// @param head  [#HEAD_BYTES]
    /// @param body  as many as [#bodyBytes] said
    /// @param width elements of a row; 0 where no hidden state is expected
    /// @throws WireException if it is malformed or over a limit
    static Message decode(byte[] head, byte[] body, int width) {
        ByteBuffer h = buffer(head), b = buffer(body);
        int number = Byte.toUnsignedInt(h.get(KIND));
        if (number >= KINDS.length) throw new WireException(PLACE, "kind " + number);
        if (h.getShort(FORM + 1) != 0) throw new WireException(PLACE, "something where zeros belong");
        Kind kind = KINDS[number];
        Message message = switch (kind) {
            case ASK -> empty(b, new Ask());
            case OFFER -> sized(b, 8, new Offer(h.getLong(NUMBER), number(b), h.getInt(START), h.getInt(ROWS)));
            case LOAD -> load(h, b, body);
            case LOADING -> sized(b, 8, new Loading(h.getLong(NUMBER), number(b)));
            case LOADED -> sized(b, 8, new Loaded(h.getLong(NUMBER), rowWidth(h.getInt(START)), number(b)));
            case REFUSED -> refused(h, body);
            case BEGIN -> empty(b, new Begin(h.getLong(NUMBER)));
            case RUN -> new Run(start(h), rows(h), hidden(h, b, width));
            case DONE -> new Done(start(h), rows(h), h.getLong(NUMBER), hidden(h, b, width));
            case PING -> empty(b, new Ping(h.getLong(NUMBER)));
            case PONG -> sized(b, 8, new Pong(h.getLong(NUMBER), number(b)));
        };
        if (!oneSpelling(message, head, body)) throw new WireException(PLACE, kind + " in another spelling");
        return message;
    }

    // Hidden states have no spare bits in their head but the number of a Run; reasons may be any text. All others are
    // small: write them again.
    private static boolean oneSpelling(Message message, byte[] head, byte[] body) {
        return switch (message) {
            case Run _ -> buffer(head).getLong(NUMBER) == 0;
            case Done _ -> true;
            case Refused _ -> {
                ByteBuffer h = buffer(head);
                boolean oneBit = (h.getInt(ROWS) & ~1) == 0;
                yield oneBit && h.get(FORM) == 0 && h.getInt(START) == 0 && h.getLong(NUMBER) == 0;
            }
            default -> Arrays.equals(encode(message, Precision.F32), joined(head, body));
        };
    }

    private static byte[] joined(byte[] head, byte[] body) {
        byte[] all = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return all;
    }

    private static ByteBuffer buffer(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static <M> M empty(ByteBuffer body, M message) {
        return sized(body, 0, message);
    }

    private static <M> M sized(ByteBuffer body, int bytes, M message) {
        if (body.capacity() != bytes) throw new WireException(PLACE, "body of " + body.capacity() + ", not " + bytes);
        return message;
    }

    private static long number(ByteBuffer body) {
        return body.capacity() == 8 ? body.getLong(0) : -1; // the size is complained about by whoever asks
    }

    private static int rowWidth(int width) {
        return WireException.within(PLACE, width, "elements of a row", SplitLimits.WIDTH_MAX);
    }

    private static Message load(ByteBuffer h, ByteBuffer b, byte[] body) {
        if (body.length < LOAD_BYTES) throw new WireException(PLACE, "body of " + body.length + ", too short");
        WireException.within(PLACE, body.length - LOAD_BYTES, "bytes of a name", SplitLimits.TEXT_BYTES_MAX);
        String hubName = new String(body, LOAD_BYTES, body.length - LOAD_BYTES, StandardCharsets.UTF_8);
        if (!hubName.matches("[ -~]*")) throw new WireException(PLACE, "a name that is not printable");
        byte[] id = new byte[ModelId.BYTES];
        b.get(0, id);
        int from = h.getInt(START), to = h.getInt(ROWS);
        if (from < 0 || to <= from) throw new WireException(PLACE, "layers " + from + " to " + to);
        int positions = WireException.within(PLACE, h.getLong(NUMBER), "positions", SplitLimits.POSITIONS_MAX);
        return new Load(ModelId.of(id), b.getLong(ModelId.BYTES), b.getLong(ModelId.BYTES + 8),
                new LayerRange(from, to), positions, precision(h), hubName);
    }

    private static Message refused(ByteBuffer h, byte[] body) {
        WireException.within(PLACE, body.length, "bytes of text", SplitLimits.TEXT_BYTES_MAX);
        return new Refused(h.getInt(ROWS) == 1, new String(body, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", " "));
    }

    private static Precision precision(ByteBuffer h) {
        int form = Byte.toUnsignedInt(h.get(FORM));
        if (form >= Precision.values().length) throw new WireException(PLACE, "form " + form);
        return Precision.values()[form];
    }

    private static int start(ByteBuffer h) {
        return WireException.within(PLACE, h.getInt(START), "positions", SplitLimits.POSITIONS_MAX);
    }

    private static int rows(ByteBuffer h) {
        int rows = WireException.within(PLACE, h.getInt(ROWS), "rows", SplitLimits.ROWS_MAX);
        if (rows < 1) throw new WireException(PLACE, "no row");
        return rows;
    }

    private static float[] hidden(ByteBuffer h, ByteBuffer b, int width) {
        Precision precision = precision(h);
        long elements = (long) rows(h) * width;
        if (elements * precision.bytes != b.capacity()) {
            throw new WireException(PLACE, b.capacity() + " bytes for " + rows(h) + " rows of " + width);
        }
        float[] hidden = new float[(int) elements];
        switch (precision) {
            case F32 -> b.asFloatBuffer().get(hidden);
            case F16 -> {
                for (int i = 0; i < hidden.length; i++) hidden[i] = Float.float16ToFloat(b.getShort(2 * i));
            }
        }
        return hidden;
    }
}
