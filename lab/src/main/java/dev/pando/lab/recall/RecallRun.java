package dev.pando.lab.recall;

import dev.pando.lab.report.WarmUp;
import dev.pando.node.conversation.Conversations;
import dev.pando.node.conversation.Conversations.NewTurn;
import dev.pando.node.conversation.Turn;
import dev.pando.node.encode.Encoder;
import dev.pando.node.memory.Found;
import dev.pando.node.memory.Memories;
import dev.pando.node.memory.Memory;
import dev.pando.node.store.Database;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;

/// Facts are told two to a conversation, in a random place among everyday messages; each is asked for once.
///
/// Everything goes the way a person's words go: a turn of a conversation, cut into passages, encoded, stored in one
/// transaction with its turn. A question finds its fact at rank `r` if the `r`-th source is the message that told it.
final class RecallRun {

    private static final int FACTS_PER_CONVERSATION = 2;
    private static final int BATCH = 200;
    private static final int WARM_UP_MIN = 50; // searches

    private final Database database;
    private final Conversations conversations;
    private final Memories memories;
    private final List<Told> facts;
    private final Random random;
    private final long[] toldIn; // message of each fact

    RecallRun(Path dataDir, Encoder encoder, List<Told> facts, long seed) {
        database = Database.open(dataDir);
        conversations = new Conversations(database, InstantSource.system());
        memories = new Memories(database, encoder, InstantSource.system());
        this.facts = facts;
        random = new Random(seed);
        toldIn = new long[facts.size()];
    }

    /// What a run found.
    ///
    /// @param ranks    of each fact's source, from 1; 0 if it is not among the first five
    /// @param timesNs  of each search
    /// @param memories how many there were
    record Outcome(int[] ranks, long[] timesNs, long memories) {

        double within(int most) {
            int hits = 0;
            for (int rank : ranks) hits += rank >= 1 && rank <= most ? 1 : 0;
            return (double) hits / ranks.length;
        }

        double percentileMs(double share) {
            long[] sorted = timesNs.clone();
            java.util.Arrays.sort(sorted);
            return sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))] / 1e6;
        }
    }

    /// Tells everything, in an order that chance decides.
    void tell(List<String> chatter) {
        List<Integer> messages = new ArrayList<>(); // the number of a fact, or -1-i for everyday message i
        for (int i = 0; i < facts.size(); i++) messages.add(i);
        for (int i = 0; i < chatter.size(); i++) messages.add(-1 - i);
        Collections.shuffle(messages, random);
        int conversationsOfFacts = facts.size() / FACTS_PER_CONVERSATION;
        List<Long> homes = new ArrayList<>();
        for (int i = 0; i < conversationsOfFacts; i++) homes.add(conversations.begin("", "").id());
        for (int from = 0; from < messages.size(); from += BATCH) {
            tellBatch(messages.subList(from, Math.min(from + BATCH, messages.size())), chatter, homes);
        }
    }

    private void tellBatch(List<Integer> batch, List<String> chatter, List<Long> homes) {
        List<List<Memories.Draft>> drafts = new ArrayList<>();
        for (int number : batch) drafts.add(memories.passages(text(number, chatter)));
        database.write(sql -> {
            for (int i = 0; i < batch.size(); i++) {
                int number = batch.get(i);
                long home = number >= 0
                        ? homes.get(number / FACTS_PER_CONVERSATION)
                        : homes.get(random.nextInt(homes.size()));
                Turn turn = conversations.add(sql,
                        NewTurn.said(home, OptionalLong.empty(), text(number, chatter), OptionalLong.empty()));
                memories.store(sql, Memory.Kind.SAID, drafts.get(i), OptionalLong.of(turn.id()));
                if (number >= 0) toldIn[number] = turn.id();
            }
            return null;
        });
    }

    private String text(int number, List<String> chatter) {
        return number >= 0 ? facts.get(number).fact() : chatter.get(-1 - number);
    }

    /// More memories that only make it slower: their vectors are chance, their words are not.
    void fill(List<String> chatter, int dimensions) {
        for (int from = 0; from < chatter.size(); from += BATCH * 10) {
            List<String> page = chatter.subList(from, Math.min(from + BATCH * 10, chatter.size()));
            database.write(sql -> {
                for (String text : page) {
                    byte[] code = new byte[4 + dimensions];
                    for (int i = 4; i < code.length; i++) code[i] = (byte) (random.nextInt(255) - 127);
                    java.nio.ByteBuffer.wrap(code).order(java.nio.ByteOrder.LITTLE_ENDIAN).putFloat(0,
                            (float) (1 / (73 * Math.sqrt(dimensions))));
                    memories.store(sql, Memory.Kind.NOTE, List.of(new Memories.Draft(text, code)),
                            OptionalLong.empty());
                }
                return null;
            });
        }
    }

    /// Asks for every fact once.
    ///
    /// @param warmUp other searches before that
    Outcome ask(WarmUp warmUp) {
        warmUp.run(WARM_UP_MIN, i -> memories.search("warm " + facts.get(i % facts.size()).question(), 5));
        int[] ranks = new int[facts.size()];
        long[] times = new long[facts.size()];
        for (int i = 0; i < ranks.length; i++) {
            long begun = System.nanoTime();
            List<Found> hits = memories.search(facts.get(i).question(), 5);
            times[i] = System.nanoTime() - begun;
            for (int rank = hits.size(); rank >= 1; rank--) {
                OptionalLong message = hits.get(rank - 1).memory().message();
                if (message.isPresent() && message.getAsLong() == toldIn[i]) ranks[i] = rank;
            }
        }
        return new Outcome(ranks, times, memories.count());
    }

    void close() {
        database.close();
    }
}
