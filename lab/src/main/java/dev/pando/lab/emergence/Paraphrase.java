package dev.pando.lab.emergence;

/// Other words for the same thing, made by rule so that any file of facts can be tested.
enum Paraphrase {

    /// `growing ocean acidification`
    GROWING,
    /// `more ocean acidification`
    MORE,
    /// `acidification of ocean`; of one word, `the erosion process`
    TURNED,
    /// `ocean acidification problem`
    PROBLEM,
    /// `rise in ocean acidification`
    RISE;

    String of(String term) {
        int last = term.lastIndexOf(' ');
        return switch (this) {
            case GROWING -> "growing " + term;
            case MORE -> "more " + term;
            case TURNED -> last < 0
                    ? "the " + term + " process"
                    : term.substring(last + 1) + " of " + term.substring(0, last);
            case PROBLEM -> term + " problem";
            case RISE -> "rise in " + term;
        };
    }

    /// The rule for a term under a seed: different terms get different rules.
    static String of(String term, long seed) {
        return values()[Math.floorMod(term.hashCode() + (int) seed, values().length)].of(term);
    }
}
