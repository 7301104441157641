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

    @Option(names = "--attackers", description = "share of the authors (default: ${DEFAULT-VALUE})")
    private double attackers = 0.2;

    @Option(names = "--attack", description = "all, or one of: random, scaled, sign-flip, targeted, slow-drip, replay, forged, edited, cyclic, sybils, farmed, sleeper, nan, oversize (default: ${DEFAULT-VALUE})")
    private String attack = "all";

    @Option(names = "--facts", description = "that are known and attacked; of 100, nothing that succeeds is less than 4 % for sure (default: ${DEFAULT-VALUE})")
    private int facts = 120;

    @Option(names = "--seed", description = "what chance begins from (default: ${DEFAULT-VALUE})")
    private long seed = 7;

    @Mixin
    private Report report;

    private PoisonCommand() {}

    @Override
    public Integer call() throws Exception {
        if (!(attackers >= 0 && attackers <= ATTACKERS_MAX))
            throw new IllegalArgumentException("--attackers: " + attackers + ", from 0 to " + ATTACKERS_MAX);
        if (facts < 1 || facts > FACTS_MAX)
            throw new IllegalArgumentException("--facts: " + facts + ", from 1 to " + FACTS_MAX);
        List<Attack> attacks = Stream.of(Attack.values()).filter(a -> attack.equals("all") || a.word().equals(attack))
                .toList();
        if (attacks.isEmpty()) throw new IllegalArgumentException("--attack: there is no " + attack);
        int attacking = (int) Math.round(PoisonRun.AUTHORS * attackers);
        ObjectNode result = new ObjectMapper().createObjectNode().put("experiment", "poison")
                .put("attackers", attackers).put("seed", seed).put("authors", PoisonRun.AUTHORS)
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
            Forge forge = new Forge(terms, seed, System.currentTimeMillis());
            ObjectNode row = new PoisonRun(forge, folder.resolve(one.word()), attacking, facts).run(one);
            rows.add(row);
            System.err.println(row);
            holds &= row.get("honest_false_reject").asDouble() <= PoisonRun.FALSE_REJECT_MAX;
            holds &= !one.isClaimed() || row.get("success").asDouble() < PoisonRun.SUCCESS_MAX;
        }
        return holds;
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
