package dev.pando.libp2p.yamux;

import dev.pando.libp2p.testing.Said;
import dev.pando.libp2p.transport.Session;
import dev.pando.libp2p.transport.Stream;
import dev.pando.libp2p.transport.Time;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/// Fuzz target: all that a peer says in a session; its streams are read as far as they go.
public final class YamuxFuzz {

    private YamuxFuzz() {}

    /// Loads the classes, which takes longer under Jazzer than an input may take.
    public static void fuzzerInitialize() {
        seeds().forEach(YamuxFuzz::fuzzerTestOneInput);
    }

    /// Anything but the session's end is a finding; a session that does not end is one too.
    public static void fuzzerTestOneInput(byte[] data) {
        Session session = new Yamux(Time.system()).session(new Said(data), data.length % 2 == 0);
        for (Stream stream; (stream = session.accept()) != null;) {
            try {
                stream.in().readAllBytes();
            } catch (IOException over) {
                // The session went with it.
            }
        }
        if (session.streams() > 0) throw new AssertionError(session.streams() + " streams are left");
    }

    private static byte[] frames(int... typeFlagsIdLength) {
        byte[] all = new byte[typeFlagsIdLength.length / 4 * Frame.HEAD_BYTES];
        byte[] head = new byte[Frame.HEAD_BYTES];
        for (int i = 0; i < typeFlagsIdLength.length; i += 4) {
            Frame.put(head, typeFlagsIdLength[i], typeFlagsIdLength[i + 1], typeFlagsIdLength[i + 2],
                    typeFlagsIdLength[i + 3]);
            System.arraycopy(head, 0, all, i / 4 * Frame.HEAD_BYTES, head.length);
        }
        return all;
    }

    /// Streams that open and end, data, pings, a farewell.
    public static List<byte[]> seeds() {
        byte[] data = frames(Frame.DATA, Frame.SYN, 1, 8);
        return List.of(
                frames(Frame.WINDOW_UPDATE, Frame.SYN, 1, 0, Frame.WINDOW_UPDATE, Frame.FIN, 1, 0, Frame.PING,
                        Frame.SYN,
                        0, 7),
                Arrays.copyOf(data, data.length + 8),
                frames(Frame.WINDOW_UPDATE, Frame.SYN, 2, 100, Frame.WINDOW_UPDATE, Frame.RST, 2, 0, Frame.GO_AWAY, 0,
                        0,
                        0));
    }
}
