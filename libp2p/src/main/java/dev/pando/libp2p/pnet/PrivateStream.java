package dev.pando.libp2p.pnet;

import dev.pando.libp2p.transport.Stream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;

/// A raw stream under the key of a private network.
final class PrivateStream implements Stream {

    private final Stream raw;
    private final InputStream in;
    private final OutputStream out;

    PrivateStream(Stream raw, byte[] key, XSalsa20 writing) {
        this.raw = raw;
        in = new Opened(raw.in(), key);
        out = new Sealed(raw.out(), writing);
    }

    private static final class Opened extends InputStream {

        private final InputStream raw;
        private final byte[] key;
        private XSalsa20 reading;

        Opened(InputStream raw, byte[] key) {
            this.raw = raw;
            this.key = key;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            if (reading == null) {
                byte[] nonce = raw.readNBytes(XSalsa20.NONCE_BYTES);
                if (nonce.length < XSalsa20.NONCE_BYTES) throw new EOFException("pnet: the peer left");
                reading = new XSalsa20(key, nonce);
            }
            int count = raw.read(bytes, offset, length);
            if (count > 0) reading.apply(bytes, offset, count);
            return count;
        }
    }

    private static final class Sealed extends OutputStream {

        private final OutputStream raw;
        private final XSalsa20 writing;

        Sealed(OutputStream raw, XSalsa20 writing) {
            this.raw = raw;
            this.writing = writing;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[]{(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            byte[] sealed = Arrays.copyOfRange(bytes, offset, offset + length);
            writing.apply(sealed, 0, length);
            raw.write(sealed);
        }
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
}
