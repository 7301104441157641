package dev.pando.node.cli;

import dev.pando.node.answer.ChatEngine;
import dev.pando.node.remote.Endpoint;
import dev.pando.node.remote.RemoteEngine;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The endpoint that a person chose instead of a model file, and the key to it.
final class RemoteChoice {

    private static final int KEY_FILE_BYTES_MAX = 8 << 10;

    private RemoteChoice() {}

    static ChatEngine open(Terminal terminal, String url) throws IOException {
        URI address;
        try {
            address = URI.create(url);
        } catch (IllegalArgumentException e) {
            throw new CommandFailed("engine: that is no address");
        }
        String model = terminal.environment().getOrDefault("PANDO_ENGINE_MODEL", "");
        return RemoteEngine.open(new Endpoint(address, key(terminal), model));
    }

    private static Optional<String> key(Terminal terminal) throws IOException {
        String key = terminal.environment().getOrDefault("PANDO_ENGINE_KEY", "");
        String file = terminal.environment().getOrDefault("PANDO_ENGINE_KEY_FILE", "");
        if (key.isEmpty() && !file.isEmpty()) {
            if (Files.size(Path.of(file)) > KEY_FILE_BYTES_MAX) throw new CommandFailed(file + ": too long for a key");
            key = Files.readString(Path.of(file)).strip();
        }
        return key.isEmpty() ? Optional.empty() : Optional.of(key);
    }
}
