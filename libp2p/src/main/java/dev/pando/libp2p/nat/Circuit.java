package dev.pando.libp2p.nat;

import dev.pando.libp2p.transport.Stream;
import dev.pando.libp2p.transport.Time;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// Two streams joined within limits; knows nothing of what passes.
final class Circuit {

    private static final int COPY_BYTES = 16 * 1024;

    private Circuit() {}

    /// Copies in both directions until both have ended, or one breaks, or a limit is passed: "the relay should reset the
    /// stream to the source and the stream to the destination."
    static void join(Stream one, Stream other, RelayLimit limit, Time time) {
        Runnable cut = () -> {
            one.reset();
            other.reset();
        };
        Time.Alarm late = limit.durationSeconds() == 0 ? () -> {} : time.after(limit.durationSeconds() * 1000L, cut);
        try (late) {
            Thread back = Thread.startVirtualThread(() -> copy(other, one, limit, cut));
            copy(one, other, limit, cut);
            back.join();
        } catch (InterruptedException e) {
            cut.run();
            Thread.currentThread().interrupt();
        }
    }

    private static void copy(Stream from, Stream to, RelayLimit limit, Runnable cut) {
        long left = limit.dataBytes() == 0 ? Long.MAX_VALUE : limit.dataBytes();
        byte[] buffer = new byte[COPY_BYTES];
        try {
            InputStream in = from.in();
            OutputStream out = to.out();
            for (int count; (count = in.read(buffer)) >= 0; left -= count) {
                if (count > left) throw new IOException("relay: limit of the circuit");
                out.write(buffer, 0, count);
            }
            to.closeWrite();
        } catch (IOException e) {
            cut.run();
        }
    }
}
