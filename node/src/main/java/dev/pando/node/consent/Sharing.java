package dev.pando.node.consent;

import dev.pando.node.store.Database;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A person's choices about what leaves: nothing until sharing is on, then what each topic's rule says.
public final class Sharing {

    /// The rule of a topic for which none was chosen.
    public static final Rule DEFAULT = Rule.ASK;
    /// Characters of a topic or a private word.
    public static final int WORD_CHARS_MAX = 64;

    private final Database database;

    /// The choices kept in a database.
    public Sharing(Database database) {
        this.database = database;
    }

    /// Whether anything may leave at all; false until a person says otherwise.
    public boolean isOn() {
        return database
                .read(sql -> sql.one("SELECT value FROM setting WHERE name = 'sharing'", row -> row.text("value")))
                .filter("on"::equals).isPresent();
    }

    /// Turns sharing on or off.
    public void turn(boolean on) {
        database.write(sql -> sql.update("INSERT OR REPLACE INTO setting(name, value) VALUES ('sharing', ?)",
                on ? "on" : "off"));
    }

    /// The rule of a topic.
    public Rule rule(String topic) {
        return rules().getOrDefault(topic, DEFAULT);
    }

    /// Chooses a topic's rule.
    ///
    /// @throws IllegalArgumentException if the topic is empty or too long
    public void rule(String topic, Rule rule) {
        database.write(
                sql -> sql.update("INSERT OR REPLACE INTO topic_policy(topic, rule) VALUES (?, ?)", checked(topic),
                        rule.name()));
    }

    /// Every rule that was chosen.
    public Map<String, Rule> rules() {
        Map<String, Rule> rules = new TreeMap<>();
        database.read(sql -> sql.list("SELECT * FROM topic_policy",
                row -> rules.put(row.text("topic"), Rule.valueOf(row.text("rule")))));
        return rules;
    }

    /// Words that must not leave.
    public List<String> privateWords() {
        return database.read(sql -> sql.list("SELECT word FROM private_word ORDER BY word", row -> row.text("word")));
    }

    /// Marks a word as one that must not leave, or takes the mark away.
    public void mark(String word, boolean isPrivate) {
        database.write(sql -> isPrivate
                ? sql.update("INSERT OR IGNORE INTO private_word(word) VALUES (?)", checked(word))
                : sql.update("DELETE FROM private_word WHERE word = ?", word));
    }

    /// The topic or word as it is kept.
    ///
    /// @throws IllegalArgumentException if it is empty or too long
    public static String checked(String word) {
        if (word.isBlank() || word.length() > WORD_CHARS_MAX) {
            throw new IllegalArgumentException("word of " + word.length() + " characters, 1 to " + WORD_CHARS_MAX);
        }
        return word.strip();
    }

    /// Why a text of a topic may not leave now; empty if it may.
    ///
    /// @param agreed whether a person said yes to this one
    public Optional<String> objection(String topic, String text, boolean agreed) {
        if (!isOn()) return Optional.of("sharing is off");
        Rule rule = rule(topic);
        if (rule == Rule.NEVER) return Optional.of("topic " + topic + " is never shared");
        if (rule == Rule.ASK && !agreed) return Optional.of("topic " + topic + " waits for a yes");
        return PrivateThings.in(text, privateWords()).map(found -> "it holds a " + found);
    }
}
