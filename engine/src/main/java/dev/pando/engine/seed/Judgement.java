package dev.pando.engine.seed;

/// What is to be said of a quotation.
public interface Judgement {

    /// Log odds that it is what the question asks for, no more and no less.
    double odds();

    /// Log odds that its characters `from` to `to` are the answer rather than none of it, given that it is what the question asks for.
    /// Always a number; where nothing was read, a low one.
    double answer(int from, int to);
}
