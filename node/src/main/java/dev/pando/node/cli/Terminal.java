package dev.pando.node.cli;

import dev.pando.node.answer.ChatEngine;
import dev.pando.node.answer.LocalEngine;
import dev.pando.node.config.Configuration;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/// What a command has around it.
///
/// @param in          what a person types
/// @param out         results; JSON goes here alone
/// @param err         everything else
/// @param environment environment variables
/// @param engines     opens models
/// @param interactive whether a person sits in front of it
public record Terminal(InputStream in, PrintStream out, PrintStream err, Map<String, String> environment,
        Engines engines, boolean interactive) {

    /// Opens a model as an engine.
    @FunctionalInterface
    public interface Engines {
        /// Opens `model`, or throws an unchecked exception whose message is one line for a person.
        ChatEngine open(Path model, LocalEngine.Settings settings);
    }

    /// Refuses a missing part.
    public Terminal {
        Objects.requireNonNull(in);
        Objects.requireNonNull(out);
        Objects.requireNonNull(err);
        environment = Map.copyOf(environment);
        Objects.requireNonNull(engines);
    }

    /// The same with settings that hold where the environment says nothing.
    Terminal withDefaults(Map<String, String> defaults) {
        Map<String, String> settings = new HashMap<>(defaults);
        settings.putAll(environment);
        return new Terminal(in, out, err, settings, engines, interactive);
    }

    /// A setting that is a whole number, as the command line says, or else its variable or `pando.toml`.
    ///
    /// @param key   as in [Configuration#KEYS]
    /// @param given what the command line says; null for nothing
    /// @param usual where nobody says anything
    /// @throws dev.pando.node.config.ConfigurationException if it is none from `least` to `most`
    int number(String key, Integer given, int usual, int least, int most) {
        String said = given != null ? given.toString() : environment.getOrDefault(Configuration.KEYS.get(key), "");
        return said.isEmpty() ? usual : Configuration.number(key, said, least, most);
    }

    /// A line for the person, on `err`.
    void say(String line) {
        err.println("pando: " + line);
    }
}
