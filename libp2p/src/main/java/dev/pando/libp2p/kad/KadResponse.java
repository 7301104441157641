package dev.pando.libp2p.kad;

import java.util.List;
import java.util.Optional;

/// The answer to a [KadRequest]; parts that were not asked for are empty.
///
/// @param found     the value, if it was asked for and is there
/// @param closer    the closest nodes the answerer knows, at most [KadParameters#K]
/// @param providers who provides the key
/// @param <P>       what names a peer
public record KadResponse<P>(Optional<KadRecord> found, List<Contact<P>> closer, List<Contact<P>> providers) {

    /// Copies the lists.
    public KadResponse {
        closer = List.copyOf(closer);
        providers = List.copyOf(providers);
    }

    /// An answer that says only that the request was heard.
    public static <P> KadResponse<P> heard() {
        return new KadResponse<>(Optional.empty(), List.of(), List.of());
    }
}
