package dev.pando.lab.collective;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.lab.report.Report;
import dev.pando.node.encode.Encoder;
import dev.pando.node.encode.MiniLm;
import dev.pando.node.gate.Check;
import dev.pando.node.notes.Terms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `pando lab poison`: attackers among honest authors before a node's socket, and each of the ten checks left out once.
///
/// Every attack meets a fresh `pando up` in a process of its own. What success is, [PoisonRun] says. The checks are left out
/// in a peer of this process, behind a socket too, since the node has no switch for that.
@Command(name = "poison", mixinStandardHelpOptions = true, description = "Attacks on a running node through its socket, and what each of the ten checks stops.")
public final class PoisonCommand implements Callable<Integer> {

    private static final double ATTACKERS_MAX = 0.45;
    private static final int FACTS_MAX = 180; // more of one author in one day are too many for the gate, true or not
    private static final int SEEDS_MAX = 10;

    @Option(names = "--attackers", description = "share of the authors (default: ${DEFAULT-VALUE})")
    private double attackers = 0.2;

    @Option(names = "--attack", description = "all, or one of: random, scaled, sign-flip, targeted, slow-drip, replay, forged, edited, cyclic, sybils, farmed, sleeper, nan, oversize (default: ${DEFAULT-VALUE})")
    private String attack = "all";

    @Option(names = "--facts", description = "that are known and attacked (default: ${DEFAULT-VALUE})")
    private int facts = 120;

    @Option(names = "--seed", description = "what chance begins from (default: ${DEFAULT-VALUE})")
    private long seed = 7;

    @Option(names = "--seeds", description = "fresh nodes that every attack meets, each with the next seed (default: as many as it takes to show that less than 5 % succeed if nothing does, at most "
            + SEEDS_MAX + ")")
    private Integer seeds;

    @Mixin
    private Report report;

    private PoisonCommand() {}

    @Override
    public Integer call() throws Exception {
        if (!(attackers >= 0 && attackers <= ATTACKERS_MAX))
            throw new IllegalArgumentException("--attackers: " + attackers + ", from 0 to " + ATTACKERS_MAX);
        if (facts < 1 || facts > FACTS_MAX)
            throw new IllegalArgumentException("--facts: " + facts + ", from 1 to " + FACTS_MAX);
        if (seeds != null && (seeds < 1 || seeds > SEEDS_MAX))
            throw new IllegalArgumentException("--seeds: " + seeds + ", from 1 to " + SEEDS_MAX);
        List<Attack> attacks = Stream.of(Attack.values()).filter(a -> attack.equals("all") || a.word().equals(attack))
                .toList();
        if (attacks.isEmpty()) throw new IllegalArgumentException("--attack: there is no " + attack);
        int attacking = (int) Math.round(PoisonRun.AUTHORS * attackers);
        if (seeds == null) seeds = enough(attacking);
        ObjectNode result = new ObjectMapper().createObjectNode().put("experiment", "poison")
                .put("attackers", attackers).put("seed", seed).put("seeds", seeds).put("authors", PoisonRun.AUTHORS)
                .put("attacking_authors", attacking).put("facts", facts);
        Path folder = Files.createTempDirectory("pando-poison");
        boolean holds;
        try (Encoder encoder = new MiniLm(2)) {
            Terms terms = new Terms(encoder);
            holds = attacks(result.putArray("attacks"), attacks, attacking, terms, folder)
                    & ablations(result.putArray("ablations"), terms, folder);
        } finally {
            Folders.delete(folder);
        }
        result.put("holds", holds);
        report.print(result);
        return holds ? 0 : 1;
    }

    private boolean attacks(ArrayNode rows, List<Attack> attacks, int attacking, Terms terms, Path folder)
            throws IOException, InterruptedException {
        boolean holds = true;
        for (Attack one : attacks) {
            PoisonTally tally = PoisonTally.unasked(0, 0, 0, 0, 0);
            for (int i = 0; i < seeds; i++) {
                Forge forge = new Forge(terms, seed + i, System.currentTimeMillis());
                Path node = folder.resolve(one.word() + "-" + i);
                tally = tally.plus(new PoisonRun(forge, node, attacking, facts).run(one));
            }
            ObjectNode row = tally.row(one).put("attacking_keys", PoisonRun.keys(one, attacking));
            rows.add(row);
            System.err.println(row);
            holds &= tally.holds(one);
        }
        return holds;
    }

    // With many attackers few facts have more holders than there are attackers, and the claim is about no others.
    private int enough(int attacking) {
        int claimed = Math.max(1, PoisonRun.claimed(facts, attacking));
        return Math.min(SEEDS_MAX, Math.ceilDiv(PoisonTally.FACTS_ENOUGH, claimed));
    }

    private boolean ablations(ArrayNode rows, Terms terms, Path folder) throws IOException, InterruptedException {
        boolean holds = true;
        long nowMs = System.currentTimeMillis();
        for (Check check : Check.values()) {
            String word = check.name().toLowerCase(Locale.ROOT);
            boolean stopped = !Hole.lets(check, EnumSet.noneOf(Check.class), new Forge(terms, seed, nowMs), terms,
                    folder.resolve(word + "-whole"), nowMs);
            boolean through = Hole.lets(check, EnumSet.of(check), new Forge(terms, seed, nowMs), terms,
                    folder.resolve(word + "-left-out"), nowMs);
            rows.addObject().put("check", word).put("stopped_by_all_ten", stopped).put("comes_through_without_it",
                    through);
            holds &= stopped && through;
        }
        return holds;
    }
}
