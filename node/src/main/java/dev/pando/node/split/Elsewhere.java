package dev.pando.node.split;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/// Where a stage may have bytes of a model from, other than from the peer that asks it to compute: a hub, say. Nothing that
/// comes from there is believed before its hash was compared.
public interface Elsewhere {

    /// Nowhere.
    Elsewhere NONE = _ -> Optional.empty();

    /// A whole file, of which parts can be read.
    interface Source extends AutoCloseable {

        /// Its size.
        long bytes();

        /// Bytes `from ≤ i < to`, as they come.
        InputStream read(long from, long to) throws IOException;

        @Override
        void close();
    }

    /// Looks for a model.
    ///
    /// @param name what a peer calls it: printable, and otherwise whatever a stranger may write; never empty
    /// @return empty if it is not there
    Optional<Source> find(String name);
}
