package dev.pando.engine.seed;

import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Ways to say one thing, or to ask for it: templates that were written down whole, and those that frames make of words.
///
/// @param whole   written down
/// @param heldOut how many of them, the last ones, are kept from training; 0 if nothing is
/// @param framed  made from words; nothing if there are none
record Phrasings(List<String> whole, int heldOut, Framed framed) {

    private static final int OF = 10, FRAMED = 6; // so many of so many, where there are both

    Phrasings {
        whole = List.copyOf(whole);
        if (!whole.isEmpty() && whole.size() <= heldOut) throw new IllegalArgumentException("too few: " + whole);
    }

    boolean isEmpty() {
        return whole.isEmpty() && framed.isEmpty();
    }

    /// One that belongs to this split.
    String pick(Split split, RandomGenerator random) {
        if (whole.isEmpty() || !framed.isEmpty() && random.nextInt(OF) < FRAMED) {
            return framed.pick(split, random, otherHalf(split));
        }
        List<String> from = whole(split);
        return from.get(random.nextInt(from.size()));
    }

    private Set<String> otherHalf(Split split) {
        return heldOut == 0 ? Set.of() : Set.copyOf(whole(split == Split.TRAIN ? Split.TEST : Split.TRAIN));
    }

    /// Those of this split that were written down.
    List<String> whole(Split split) {
        if (heldOut == 0 || whole.isEmpty()) return whole;
        int cut = whole.size() - heldOut;
        return split == Split.TRAIN ? whole.subList(0, cut) : whole.subList(cut, whole.size());
    }
}
