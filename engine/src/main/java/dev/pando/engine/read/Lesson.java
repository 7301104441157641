package dev.pando.engine.read;

/// One thing to learn: what is to be said of a quotation.
///
/// @param right whether it is what the question asks for
/// @param from  where the answer begins in the quotation; -1 if it does not stand there
/// @param to    where it ends
record Lesson(String question, String quotation, boolean right, int from, int to) {

    static Lesson wrong(String question, String quotation) {
        return new Lesson(question, quotation, false, -1, -1);
    }

    static Lesson right(String question, String quotation, String answer) {
        int from = quotation.lastIndexOf(answer);
        return new Lesson(question, quotation, true, from, from < 0 ? -1 : from + answer.length());
    }

    boolean hasAnswer() {
        return from >= 0;
    }
}
