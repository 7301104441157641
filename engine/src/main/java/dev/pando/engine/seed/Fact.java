package dev.pando.engine.seed;

/// A relation that holds between two things: the mayor of *s* is *o*.
///
/// @param relation what holds
/// @param subject  of what
/// @param object   with what; the answer to each of the relation's questions
record Fact(Relation relation, String subject, String object) {

    /// `template` with the subject and the object in their places, as a sentence: it begins with a capital.
    String fill(String template) {
        return sentence(template.replace("{s}", subject).replace("{o}", object).replace("{O}", object));
    }

    /// The noun phrase that means the object without naming it.
    String phrase(String template) {
        return template.replace("{s}", subject);
    }

    static String sentence(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
