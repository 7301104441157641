package dev.pando.node.pull;

import java.net.URI;

/// A file as a hub describes it.
///
/// @param address where the description was found; ranges are asked for there
/// @param name    the file's own name, without folders
/// @param size    bytes
/// @param sha256  in hexadecimal; null if the hub does not say
/// @param etag    the server's name for this version; null if there is none
/// @param ranges  whether the server sends parts of it
record RemoteFile(URI address, String name, long size, String sha256, String etag, boolean ranges) {

    /// What tells this version from any other.
    String version() {
        return sha256 != null ? sha256 : etag;
    }

    /// Whether another version could be told from this one; if not, parts of two must never be put together.
    boolean isVersioned() {
        return version() != null;
    }
}
