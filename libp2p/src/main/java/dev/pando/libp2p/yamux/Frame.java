package dev.pando.libp2p.yamux;

import dev.pando.libp2p.multiformats.WireException;
import java.nio.ByteBuffer;

/// The head of a frame, all numbers big-endian:
/// ```
/// | 0       | 1    | 2   3 | 4       7 | 8      11 |
/// | version | type | flags | stream id | length    |
/// ```
///
/// @param type   [#DATA], [#WINDOW_UPDATE], [#PING] or [#GO_AWAY]
/// @param flags  any of [#SYN], [#ACK], [#FIN], [#RST]
/// @param id     of the stream; 0 for the session
/// @param length bytes behind a head of data, bytes granted, value of a ping or reason to go away; unsigned 32 bits
record Frame(int type, int flags, int id, long length) {

    static final int HEAD_BYTES = 12;

    static final int DATA = 0;
    static final int WINDOW_UPDATE = 1;
    static final int PING = 2;
    static final int GO_AWAY = 3;

    static final int SYN = 1;
    static final int ACK = 2;
    static final int FIN = 4;
    static final int RST = 8;

    private static final int FLAGS = SYN | ACK | FIN | RST;

    static void put(byte[] out, int type, int flags, int id, long length) {
        ByteBuffer.wrap(out).put((byte) 0).put((byte) type).putShort((short) flags).putInt(id).putInt((int) length);
    }

    /// Reads a head.
    ///
    /// @throws WireException if version, type or flags are unknown, or the id does not go with the type
    static Frame read(byte[] head) {
        ByteBuffer in = ByteBuffer.wrap(head);
        int version = in.get() & 0xFF, type = in.get() & 0xFF, flags = in.getShort() & 0xFFFF;
        // §Version Field: "the field is always set to 0"
        if (version != 0) throw new WireException("yamux frame", "version " + version);
        if (type > GO_AWAY) throw new WireException("yamux frame", "type " + type);
        if ((flags & ~FLAGS) != 0) throw new WireException("yamux frame", "flags 0x" + Integer.toHexString(flags));
        int id = in.getInt();
        // §StreamID Field: "Both Ping and Go Away messages should always use the 0 StreamID."
        if ((id == 0) != (type >= PING)) throw new WireException("yamux frame", "type " + type + " of stream " + id);
        return new Frame(type, flags, id, in.getInt() & 0xFFFF_FFFFL);
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }
}
