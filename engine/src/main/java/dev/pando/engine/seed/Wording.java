package dev.pando.engine.seed;

import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/// How facts are told and asked for, in the phrasings of one split.
///
/// @param random  picks them
/// @param split   that they belong to
/// @param strewn  puts words in between
/// @param dress   puts words around
record Wording(RandomGenerator random, Split split, Strewn strewn, Dress dress) {

    /// A template that states this relation.
    String told(Relation relation) {
        return told(relation, template -> template);
    }

    /// A template that states this relation.
    ///
    /// @param more says more in it
    String told(Relation relation, UnaryOperator<String> more) {
        return dress.say(more.apply(strewn.in(relation.says().pick(split, random))));
    }

    /// A template that asks.
    String asked(Phrasings phrasings) {
        return dress.ask(strewn.in(phrasings.pick(split, random)));
    }

    /// Asks for the object of `relation` with this subject.
    String question(Relation relation, String subject) {
        return Fact.sentence(Fact.fill(asked(relation.asks()), subject, ""));
    }

    /// Asks for what `second` gives for the object of `first`, which is not named.
    String joined(Fact first, Relation second) {
        return about(first.phrase(first.relation().phrases().pick(split, random)), second);
    }

    /// Asks for what `second` gives for the subject of `first`, which is not named: only its object is.
    String inverted(Fact first, Relation second) {
        return about(first.phrase(first.relation().inverse().pick(split, random)), second);
    }

    private String about(String thing, Relation relation) {
        String ask = asked(relation.asks()).replace("\"{s}\"", "{s}").replaceAll("\\b(The|the|A|a) \\{s\\}", "{s}");
        return Fact.sentence(Fact.fill(ask, thing, thing));
    }
}
