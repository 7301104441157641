package dev.pando.libp2p.noise;

import dev.pando.libp2p.transport.Stream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/// A stream whose bytes are sealed, frame by frame.
///
/// One buffer a direction, which grows to the largest frame seen, at most 64 KiB. A frame is read in as few reads as
/// the socket allows, decrypted where it lies and handed out from there; a frame to send is encrypted behind its length
/// and leaves in one write.
final class NoiseStream implements Stream {

    /// The longest Noise message, tag included.
    static final int MESSAGE_BYTES_MAX = 65_535;

    /// What fits into one frame.
    static final int PAYLOAD_BYTES_MAX = MESSAGE_BYTES_MAX - CipherState.TAG_BYTES;

    private static final int FIRST_BUFFER_BYTES = 4096;
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

    /// Layout of the buffer: `… | plain, from position to limit | raw, from rawFrom to rawTo | free`.
    private static final class Plain extends InputStream {

        private final InputStream source;
        private final CipherState cipher;
        private byte[] buffer = new byte[FIRST_BUFFER_BYTES];
        private int position;
        private int limit;
        private int rawFrom;
        private int rawTo;

        Plain(InputStream source, CipherState cipher) {
            this.source = source;
            this.cipher = cipher;
        }

        @Override
        public int read() throws IOException {
            return position < limit || nextFrame() ? buffer[position++] & 0xFF : -1;
        }

        @Override
        public int read(byte[] out, int offset, int length) throws IOException {
            if (length == 0) return 0;
            if (position == limit && !nextFrame()) return -1;
            int count = Math.min(length, limit - position);
            System.arraycopy(buffer, position, out, offset, count);
            position += count;
            return count;
        }

        @Override
        public int available() {
            return limit - position;
        }

        // An empty frame carries nothing and is passed over.
        private boolean nextFrame() throws IOException {
            do {
                if (!fill(2)) return false;
                int length = (buffer[rawFrom] & 0xFF) << 8 | buffer[rawFrom + 1] & 0xFF;
                if (!fill(2 + length)) throw new EOFException("noise: the peer left within a frame");
                int from = rawFrom + 2;
                rawFrom += 2 + length;
                position = from;
                limit = from + cipher.decrypt(NO_AD, buffer, from, length, buffer, from);
            } while (position == limit);
            return true;
        }

        // Sees to it that `wanted` raw bytes are there.
        private boolean fill(int wanted) throws IOException {
            if (rawTo - rawFrom >= wanted) return true;
            if (rawFrom + wanted > buffer.length || rawFrom == rawTo) {
                byte[] to = wanted > buffer.length
                        ? new byte[Math.min(Integer.highestOneBit(wanted) * 2, 2
                                + MESSAGE_BYTES_MAX)]
                        : buffer;
                System.arraycopy(buffer, rawFrom, to, 0, rawTo - rawFrom);
                buffer = to;
                rawTo -= rawFrom;
                rawFrom = 0;
            }
            while (rawTo < wanted + rawFrom) {
                int count = source.read(buffer, rawTo, buffer.length - rawTo);
                if (count < 0) return false;
                rawTo += count;
            }
            return true;
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
            for (int done = 0; done < length;) {
                int count = Math.min(length - done, PAYLOAD_BYTES_MAX);
                frame(bytes, offset + done, count);
                done += count;
            }
        }

        private void frame(byte[] bytes, int offset, int count) throws IOException {
            int frameBytes = 2 + count + CipherState.TAG_BYTES;
            if (buffer.length < frameBytes) buffer = Arrays.copyOf(buffer, Math.max(frameBytes, buffer.length * 2));
            int sealed = cipher.encrypt(NO_AD, bytes, offset, count, buffer, 2);
            buffer[0] = (byte) (sealed >>> 8);
            buffer[1] = (byte) sealed;
            sink.write(buffer, 0, 2 + sealed);
        }
    }
}
