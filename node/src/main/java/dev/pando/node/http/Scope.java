package dev.pando.node.http;

import dev.pando.node.api.InstanceApi;
import dev.pando.node.api.TrainingCalls;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/// What a token opens.
public enum Scope {
    /// Ask the model, and see which models there are.
    CHAT,
    /// See what the node knows and does.
    READ,
    /// Change what the node knows.
    WRITE,
    /// Everything, downloads included.
    ADMIN;

    private static final Set<String> ASKING = Set.of("/api/chat", "/api/generate", "/api/embed", "/api/embeddings",
            "/api/show");
    private static final String TRAINING = InstanceApi.BASE + TrainingCalls.PATH;
    private static final Set<String> MODELS = Set.of("/api/tags", "/api/ps", "/api/version");

    /// The scopes any of which opens a path to a method.
    static Set<Scope> opening(String method, String path) {
        boolean reads = method.equals("GET") || method.equals("HEAD");
        if (path.startsWith("/v1/") || ASKING.contains(path) || MODELS.contains(path)) {
            return reads ? EnumSet.of(CHAT, READ, ADMIN) : EnumSet.of(CHAT, ADMIN);
        }
        if (reads) return EnumSet.of(READ, ADMIN);
        if (path.startsWith(TRAINING)) return EnumSet.of(ADMIN); // it names files of this machine
        return path.startsWith("/api/v1/") ? EnumSet.of(WRITE, ADMIN) : EnumSet.of(ADMIN);
    }

    /// Reads `chat,read`.
    ///
    /// @throws IllegalArgumentException if one of them does not exist, or there is none
    public static Set<Scope> read(String list) {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (String name : list.split(",")) {
            try {
                scopes.add(valueOf(name.strip().toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("scope: each is one of chat, read, write, admin", e);
            }
        }
        return scopes;
    }

    /// How scopes are written: `chat,read`.
    public static String written(Set<Scope> scopes) {
        return String.join(",", scopes.stream().sorted().map(s -> s.name().toLowerCase(Locale.ROOT)).toList());
    }
}
