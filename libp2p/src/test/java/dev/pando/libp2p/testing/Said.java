package dev.pando.libp2p.testing;

import dev.pando.libp2p.transport.Stream;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;

/// A peer that says what it is given and ends, whatever it hears.
///
/// @param in what is left of it
public record Said(InputStream in) implements Stream {

    /// A peer that says these bytes.
    public Said(byte[] bytes) {
        this(new ByteArrayInputStream(bytes));
    }

    @Override
    public OutputStream out() {
        return OutputStream.nullOutputStream();
    }

    @Override
    public void closeWrite() {}

    @Override
    public void reset() {}

    @Override
    public void close() {}
}
