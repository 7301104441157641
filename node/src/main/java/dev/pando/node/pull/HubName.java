package dev.pando.node.pull;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a person types to name a model.
public sealed interface HubName {

    /// A repository on the hub.
    ///
    /// @param owner    who published it
    /// @param name     the repository
    /// @param selector a file's name or a quantisation such as `Q4_K_M`; empty for the usual choice
    record Repository(String owner, String name, String selector) implements HubName {}

    /// A file at an address.
    ///
    /// @param address https, ends in the file's name
    record Address(URI address) implements HubName {}

    /// Reads `owner/name`, `owner/name:Q4_K_M`, `owner/name:file.gguf`, the same after `hf.co/`, a page of the hub in a
    /// browser's address line, or a plain `https://…/file.gguf`.
    ///
    /// @throws PullException if it is none of these
    static HubName parse(String typed) throws PullException {
        Matcher m = Patterns.BLOB.matcher(typed);
        if (m.matches()) return new Repository(m.group(1), m.group(2), m.group(3));
        m = Patterns.REPOSITORY.matcher(typed);
        if (m.matches() && !typed.contains("..")) {
            return new Repository(m.group(1), m.group(2), m.group(3) == null ? "" : m.group(3));
        }
        try {
            URI address = new URI(typed);
            boolean web = "https".equals(address.getScheme()) || "http".equals(address.getScheme());
            if (web && address.getHost() != null && address.getPath() != null && address.getPath().endsWith(".gguf")) {
                return new Address(address);
            }
        } catch (URISyntaxException e) {
            // said below
        }
        throw new PullException(
                '"' + typed + "\" is no model's name: owner/name, owner/name:Q4_K_M or https://…/file.gguf");
    }

    /// The forms of a name.
    final class Patterns {
        private static final String WORD = "([A-Za-z0-9][A-Za-z0-9._-]{0,95})";
        private static final String HUB = "(?:https://)?(?:hf\\.co|huggingface\\.co)/";
        static final Pattern REPOSITORY = Pattern
                .compile("(?:" + HUB + ")?" + WORD + "/" + WORD + "(?::([A-Za-z0-9][A-Za-z0-9._/-]{0,255}))?/?");
        static final Pattern BLOB = Pattern
                .compile(HUB + WORD + "/" + WORD + "/blob/main/([A-Za-z0-9._/-]{1,255}\\.gguf)");

        private Patterns() {}
    }
}
