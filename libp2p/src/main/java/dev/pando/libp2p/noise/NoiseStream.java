package dev.pando.libp2p.noise;

import dev.pando.libp2p.transport.Stream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/// A stream whose bytes are sealed, frame by frame.
///
/// Reading, a frame is taken to index 0 of an array, because the JDK's cipher copies an input twice that begins anywhere
/// else, and is decrypted to where the reader wants it, or in place if that is too small for it. Writing, all frames of one
/// write are encrypted behind each other and leave together.
final class NoiseStream implements Stream {

    /// The longest Noise message, tag included.
    static final int MESSAGE_BYTES_MAX = 65_535;

    /// What fits into one frame.
    static final int PAYLOAD_BYTES_MAX = MESSAGE_BYTES_MAX - CipherState.TAG_BYTES;

    private static final int FIRST_BUFFER_BYTES = 4096;
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
        private byte[] frame = new byte[FIRST_BUFFER_BYTES];
        private int position; // of what is deciphered in `frame`
        private int limit;

        Plain(InputStream source, CipherState cipher) {
            this.source = source;
            this.cipher = cipher;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] out, int offset, int length) throws IOException {
            if (length == 0) return 0;
            if (position == limit) {
                int sealed = nextFrame();
                if (sealed < 0) return -1;
                if (sealed - CipherState.TAG_BYTES <= length) {
                    return cipher.decrypt(NO_AD, frame, 0, sealed, out, offset);
                }
                position = 0;
                limit = cipher.decrypt(NO_AD, frame, 0, sealed, frame, 0);
            }
            int count = Math.min(length, limit - position);
            System.arraycopy(frame, position, out, offset, count);
            position += count;
            return count;
        }

        @Override
        public int available() {
            return limit - position;
        }

        /// Takes the next frame that carries something, as it came.
        ///
        /// @return its length, tag included; -1 at the end
        private int nextFrame() throws IOException {
            while (true) {
                int high = source.read();
                if (high < 0) return -1;
                int length = high << 8 | source.read();
                if (length < 0) throw new EOFException("noise: the peer left within a frame");
                fill(length);
                if (length != CipherState.TAG_BYTES) return length;
                cipher.decrypt(NO_AD, frame, 0, length, frame, 0);
            }
        }

        private void fill(int length) throws IOException {
            if (frame.length < length) frame = new byte[Math.min(2 * Integer.highestOneBit(length), MESSAGE_BYTES_MAX)];
            if (source.readNBytes(frame, 0, length) < length) {
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
