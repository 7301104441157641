package dev.pando.lab.durability;

import java.util.HashMap;
import java.util.Map;

/// What a worker said is on the disk. Its lines are `KIND KEY VALUE`; a later line about the same thing counts.
final class Acknowledged {

    /// What is promised.
    enum Kind {
        /// A turn of a conversation; the value is its text's hash.
        MESSAGE,
        /// A memory; the value is its text's hash.
        MEMORY,
        /// A thumb; the key is the answer.
        THUMB,
        /// A note of the node's person; the value is its sentence's hash.
        NOTE,
        /// An artifact of its own or of a peer, by its content's name.
        ARTIFACT,
        /// An artifact that its author took back.
        REVOKED
    }

    private final Map<Kind, Map<String, String>> all = new HashMap<>();

    /// Reads a line.
    void take(String line) {
        String[] parts = line.split(" ", 3);
        all.computeIfAbsent(Kind.valueOf(parts[0]), k -> new HashMap<>()).put(parts[1],
                parts.length > 2 ? parts[2] : "");
    }

    /// What was said of one kind: key to value.
    Map<String, String> of(Kind kind) {
        return all.getOrDefault(kind, Map.of());
    }

    /// How many things were promised.
    int size() {
        return all.values().stream().mapToInt(Map::size).sum();
    }
}
