package dev.pando.libp2p.noise;

import dev.pando.libp2p.transport.Stream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/// A stream whose bytes are sealed, frame by frame.
///
/// Reading, what the socket has is taken into a small buffer; a frame that is longer goes past it into the frame's own
/// array, where it lies from index 0, because the JDK's cipher copies an input twice that begins anywhere else, and is
/// decrypted in place. Writing, all frames of one write are encrypted behind each other and leave together.
final class NoiseStream implements Stream {

    /// The longest Noise message, tag included.
    static final int MESSAGE_BYTES_MAX = 65_535;

    /// What fits into one frame.
    static final int PAYLOAD_BYTES_MAX = MESSAGE_BYTES_MAX - CipherState.TAG_BYTES;

    private static final int FIRST_BUFFER_BYTES = 4096;
    private static final int TAKEN_BYTES = 20 * 1024; // 16 KiB with all its heads in one read
    private static final int SENT_BYTES_MAX = 2 * (2 + MESSAGE_BYTES_MAX); // in one write
    private static final byte[] NO_AD = {};

    private final Stream raw;
    private final Plain in;
    private final Sealed out;

    NoiseStream(Stream raw, CipherState sealing, CipherState opening) {
        this.raw = raw;
        in = new Plain(raw.in(), opening);
        out = new Sealed(raw.out(), sealing);
    }

    @Override
    public InputStream in() {
        return in;
    }

    @Override
    public OutputStream out() {
        return out;
    }

    @Override
    public void closeWrite() throws IOException {
        raw.closeWrite();
    }

    @Override
    public void reset() {
        raw.reset();
    }

    @Override
    public void close() {
        raw.close();
    }

    private static final class Plain extends InputStream {

        private final InputStream source;
        private final CipherState cipher;
        private final byte[] taken = new byte[TAKEN_BYTES];
        private int takenFrom;
        private int takenTo;
        private byte[] frame = new byte[FIRST_BUFFER_BYTES];
        private int position; // of what is deciphered in `frame`
        private int limit;

        Plain(InputStream source, CipherState cipher) {
            this.source = source;
            this.cipher = cipher;
        }

        @Override
        public int read() throws IOException {
            return position < limit || nextFrame() ? frame[position++] & 0xFF : -1;
        }

        @Override
        public int read(byte[] out, int offset, int length) throws IOException {
            if (length == 0) return 0;
            if (position == limit && !nextFrame()) return -1;
            int count = Math.min(length, limit - position);
            System.arraycopy(frame, position, out, offset, count);
            position += count;
            return count;
        }

        @Override
        public int available() {
            return limit - position;
        }

        // An empty frame carries nothing and is passed over.
        private boolean nextFrame() throws IOException {
            position = 0;
            limit = 0;
            do {
                int high = next();
                if (high < 0) return false;
                int length = high << 8 | next();
                if (length < 0) throw new EOFException("noise: the peer left within a frame");
                fill(length);
                limit = cipher.decrypt(NO_AD, frame, 0, length, frame, 0);
            } while (limit == 0);
            return true;
        }

        private int next() throws IOException {
            if (takenFrom == takenTo) {
                takenFrom = 0;
                takenTo = Math.max(0, source.read(taken, 0, TAKEN_BYTES));
                if (takenTo == 0) return -1;
            }
            return taken[takenFrom++] & 0xFF;
        }

        private void fill(int length) throws IOException {
            if (frame.length < length) frame = new byte[Math.min(2 * Integer.highestOneBit(length), MESSAGE_BYTES_MAX)];
            int there = Math.min(length, takenTo - takenFrom);
            System.arraycopy(taken, takenFrom, frame, 0, there);
            takenFrom += there;
            int rest = length - there;
            if (source.readNBytes(frame, there, rest) < rest) {
                throw new EOFException("noise: the peer left within a frame");
            }
        }
    }

    private static final class Sealed extends OutputStream {

        private final OutputStream sink;
        private final CipherState cipher;
        private byte[] buffer = new byte[FIRST_BUFFER_BYTES];

        Sealed(OutputStream sink, CipherState cipher) {
            this.sink = sink;
            this.cipher = cipher;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[]{(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) return;
            int frames = Math.ceilDiv(length, PAYLOAD_BYTES_MAX), filled = 0, done = 0;
            for (int left = frames; left > 0; left--) {
                int count = Math.ceilDiv(length - done, left); // all of the same length, give or take a byte
                if (filled + 2 + count + CipherState.TAG_BYTES > SENT_BYTES_MAX) {
                    sink.write(buffer, 0, filled);
                    filled = 0;
                }
                filled = frame(bytes, offset + done, count, filled);
                done += count;
            }
            sink.write(buffer, 0, filled);
        }

        private int frame(byte[] bytes, int offset, int count, int at) {
            int end = at + 2 + count + CipherState.TAG_BYTES;
            if (buffer.length < end) buffer = Arrays.copyOf(buffer, Math.max(end, buffer.length * 2));
            int sealed = cipher.encrypt(NO_AD, bytes, offset, count, buffer, at + 2);
            buffer[at] = (byte) (sealed >>> 8);
            buffer[at + 1] = (byte) sealed;
            return end;
        }
    }
}
