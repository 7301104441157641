package dev.pando.engine.seed;

import java.util.List;

/// A question, what answers it, and what sounds as if it did and does not.
///
/// ```text
/// Where does Philomena Crake work?
/// right:  Every morning Philomena Crake clocks in at Solberg Mills. → Solberg Mills
/// misses: Philomena Crake takes the tram to her job each day.
///         Philomena Crake was raised by an aunt in Selmere.
/// ```
///
/// @param question  what is asked
/// @param quotation that answers it: a sentence, or two that must be joined
/// @param answer    as it stands in the quotation
/// @param misses    none of which answers it, in no order
public record NearMiss(String question, String quotation, String answer, List<String> misses) {

    /// Copies the misses.
    public NearMiss {
        misses = List.copyOf(misses);
    }
}
