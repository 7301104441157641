package dev.pando.node.remote;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/// Where the engine is, and the key to it.
///
/// A person names it at this machine, never a request; it is talked to at this host and port alone, and redirects are not
/// followed. The key is in no message and no log.
///
/// @param base  its address up to `/v1`
/// @param key   sent as a bearer token, if there is one
/// @param model the model there; empty for the first that it names
public record Endpoint(URI base, Optional<String> key, String model) {

    /// Refuses what is no such address, and a key that would travel in the open.
    public Endpoint {
        String scheme = String.valueOf(base.getScheme()).toLowerCase(Locale.ROOT), host = base.getHost();
        if (!scheme.equals("http") && !scheme.equals("https") || host == null) {
            throw new IllegalArgumentException("engine " + shown(base) + ": an address http:// or https://");
        }
        if (base.getRawUserInfo() != null || base.getRawQuery() != null || base.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "engine: an address without user, query and fragment; a key goes into a file");
        }
        if (key.isPresent() && scheme.equals("http") && !isHere(host)) {
            throw new IllegalArgumentException("engine " + host + ": a key is sent over https only");
        }
        if (key.isPresent() && !key.get().matches("[!-~]{1,4096}")) {
            throw new IllegalArgumentException("engine: the key is one line of visible characters");
        }
    }

    private static boolean isHere(String host) {
        return host.equals("localhost") || host.equals("127.0.0.1") || host.equals("[::1]");
    }

    /// Whether it is on this machine.
    boolean isHere() {
        return isHere(base.getHost());
    }

    private static String shown(URI address) {
        String text = address.toString();
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }

    /// An address of the endpoint.
    URI at(String path) {
        return URI.create(base.toString().replaceFirst("/+$", "") + path);
    }

    /// Without the key.
    @Override
    public String toString() {
        return "Endpoint[" + base + "]";
    }
}
