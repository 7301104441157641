package dev.pando.libp2p.testing;

import dev.pando.libp2p.transport.Stream;
import dev.pando.libp2p.transport.StreamResetException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/// Two ends of one pipe, each a [Stream]; what is written at one end is read at the other, in seeded fragments.
public final class MemoryPipe {

    private static final int BUFFER_BYTES = 64 * 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Half there;
    private final Half back;

    /// @param random    draws the size of every fragment; null reads as much as there is
    /// @param cutAfter  bytes in either direction after which the pipe breaks; `Long.MAX_VALUE` for never
    public MemoryPipe(RandomGenerator random, long cutAfter) {
        there = new Half(random, cutAfter);
        back = new Half(random, cutAfter);
    }

    /// A pipe that never breaks and never fragments.
    public MemoryPipe() {
        this(null, Long.MAX_VALUE);
    }

    /// The one end.
    public Stream left() {
        return new End(back, there);
    }

    /// The other end.
    public Stream right() {
        return new End(there, back);
    }

    private final class Half {
        private final byte[] ring = new byte[BUFFER_BYTES];
        private final RandomGenerator random;
        private long budget;
        private int from;
        private int count;
        private boolean ended;
        private boolean broken;

        Half(RandomGenerator random, long budget) {
            this.random = random;
            this.budget = budget;
        }

        int read(byte[] out, int offset, int length) throws IOException {
            if (length == 0) return 0;
            lock.lock();
            try {
                while (count == 0 && !ended && !broken) changed.awaitUninterruptibly();
                if (broken) throw new StreamResetException("the pipe broke");
                if (count == 0) return -1;
                int most = Math.min(length, count);
                int n = random == null || most == 0 ? most : random.nextInt(1, most + 1);
                for (int i = 0; i < n; i++) out[offset + i] = ring[(from + i) % ring.length];
                from = (from + n) % ring.length;
                count -= n;
                changed.signalAll();
                return n;
            } finally {
                lock.unlock();
            }
        }

        void write(byte[] bytes, int offset, int length) throws IOException {
            lock.lock();
            try {
                for (int done = 0; done < length; done++) {
                    while (count == ring.length && !broken) changed.awaitUninterruptibly();
                    if (budget-- <= 0) breakBoth();
                    if (broken || ended) throw new StreamResetException("the pipe broke");
                    ring[(from + count++) % ring.length] = bytes[offset + done];
                    if (done + 1 == length || count == ring.length) changed.signalAll();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    private void breakBoth() {
        there.broken = back.broken = true;
        changed.signalAll();
    }

    private final class End implements Stream {
        private final Half reading;
        private final Half writing;

        End(Half reading, Half writing) {
            this.reading = reading;
            this.writing = writing;
        }

        @Override
        public InputStream in() {
            return new InputStream() {
                @Override
                public int read() throws IOException {
                    byte[] one = new byte[1];
                    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
                }

                @Override
                public int read(byte[] out, int offset, int length) throws IOException {
                    return reading.read(out, offset, length);
                }
            };
        }

        @Override
        public OutputStream out() {
            return new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    write(new byte[]{(byte) b}, 0, 1);
                }

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    writing.write(bytes, offset, length);
                }
            };
        }

        @Override
        public void closeWrite() {
            lock.lock();
            writing.ended = true;
            changed.signalAll();
            lock.unlock();
        }

        @Override
        public void reset() {
            lock.lock();
            breakBoth();
            lock.unlock();
        }

        @Override
        public void close() {
            lock.lock();
            writing.ended = true;
            reading.broken = true;
            changed.signalAll();
            lock.unlock();
        }
    }
}
