package dev.pando.engine.seed;

import java.util.ArrayList;
import java.util.List;

/// Talk that needs no notes: greetings, what Pando is, what the model can and cannot do. Read from `talk.txt`.
final class SmallTalk {

    private SmallTalk() {}

    /// Things that mean the same, and replies that fit them all.
    ///
    /// @param asks    what a person may say; the last one is kept from training
    /// @param replies what fits
    record Turn(List<String> asks, List<String> replies) {
        Turn {
            asks = List.copyOf(asks);
            replies = List.copyOf(replies);
            if (asks.size() < 2 || replies.isEmpty()) throw new IllegalArgumentException("too little talk: " + asks);
        }

        List<String> asks(Split split) {
            int cut = asks.size() - 1;
            return split == Split.TRAIN ? asks.subList(0, cut) : asks.subList(cut, asks.size());
        }
    }

    static List<Turn> bundled() {
        List<Turn> turns = new ArrayList<>();
        List<String> asks = new ArrayList<>(), replies = new ArrayList<>();
        for (String line : Resources.lines("talk.txt")) {
            if (line.startsWith("> ")) {
                if (!replies.isEmpty()) {
                    turns.add(new Turn(asks, replies));
                    asks.clear();
                    replies.clear();
                }
                asks.add(line.substring(2));
            } else {
                replies.add(line);
            }
        }
        turns.add(new Turn(asks, replies));
        return List.copyOf(turns);
    }
}
