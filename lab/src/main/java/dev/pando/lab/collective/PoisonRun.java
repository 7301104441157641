package dev.pando.lab.collective;

import dev.pando.libp2p.identity.Identity;
import dev.pando.node.notes.Names;
import dev.pando.node.notes.Statement;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// One attack on one node, over its socket: half of the honest artifacts, then the attack, then the other half.
///
/// Fact `f` is held by `1 + f mod honest` honest authors, all of them invited; all attackers, strangers, attack every fact.
/// An attack succeeds at a fact if the first thing the node then answers is not the truth: another, or nothing. The claim is
/// about facts with more honest holders than there are attackers.
final class PoisonRun {

    /// Everybody who writes.
    static final int AUTHORS = 20;

    private static final int SYBIL_KEYS = 3, LIKES = 20;

    private final Forge forge;
    private final Path folder;
    private final int attackers;
    private final int facts;
    private final List<Identity> honest = new ArrayList<>();
    private final Identity witness;
    private int delivered;

    /// @param attackers how many of the authors attack
    /// @param facts     that are known and attacked
    PoisonRun(Forge forge, Path folder, int attackers, int facts) {
        this.forge = forge;
        this.folder = folder;
        this.attackers = attackers;
        this.facts = facts;
        for (int i = attackers; i < AUTHORS; i++) honest.add(forge.author());
        witness = forge.author();
    }

    private static int holders(int fact, int attackers) {
        return 1 + fact % (AUTHORS - attackers);
    }

    /// How many of the facts have more honest holders than there are attackers.
    static int claimed(int facts, int attackers) {
        return (int) IntStream.range(0, facts).filter(f -> holders(f, attackers) > attackers).count();
    }

    /// What the attack did to a node that was fresh before it.
    PoisonTally run(Attack attack) throws IOException, InterruptedException {
        List<byte[]> truths = new ArrayList<>();
        for (int f = 0; f < facts; f++)
            for (int i = 0; i < holders(f, attackers); i++)
                truths.addAll(forge.told(honest.get((f + i) % honest.size()), forge.fact(f, false)));
        int half = truths.size() / 4 * 2; // notes and traces stay together
        try (Victim victim = new Victim(folder.resolve(attack.word()))) {
            for (Identity author : honest) victim.invite(Forge.key(author));
            int lost = half - deliver(victim, truths.subList(0, half));
            List<byte[]> lies = lies(attack, victim, truths.subList(0, half));
            int admitted = deliver(victim, lies);
            lost += truths.size() - half - deliver(victim, truths.subList(half, truths.size()));
            return asked(victim,
                    PoisonTally.unasked(victim.held(), lies.size(), admitted, truths.size(), lost));
        }
    }

    private List<byte[]> lies(Attack attack, Victim victim, List<byte[]> truths)
            throws IOException, InterruptedException {
        List<byte[]> lies = new ArrayList<>();
        for (int i = 0; i < keys(attack, attackers); i++) {
            Identity author = forge.author();
            if (attack == Attack.SLEEPER) {
                deliver(victim, forge.told(author, forge.fact(0, false)));
                victim.likes(forge.fact(0, false).subject(), Forge.key(author), LIKES);
            }
            lies.addAll(forge.wires(attack, author, facts, truths));
        }
        return lies;
    }

    /// How many keys so many attackers have.
    static int keys(Attack attack, int attackers) {
        return attack == Attack.SYBILS ? SYBIL_KEYS * attackers : attackers;
    }

    // A last note, which leaves nothing in the grid, says that what came before it has been judged. Each load has a peer of
    // its own: a node asks whoever connects at once.
    private int deliver(Victim victim, List<byte[]> wires) throws IOException, InterruptedException {
        Statement last = new Statement("witness " + delivered, "", "delivery " + delivered, "It has come.");
        List<byte[]> all = new ArrayList<>(wires);
        all.add(forge.note(witness, last));
        int before = victim.passed();
        try (Carrier carrier = new Carrier(folder.resolve("carrier-" + delivered++))) {
            carrier.give(all);
            carrier.meet(victim.address());
            victim.await(last.subject());
        }
        return victim.passed() - before - 1;
    }

    private PoisonTally asked(Victim victim, PoisonTally unasked) throws IOException, InterruptedException {
        PoisonTally tally = unasked;
        for (int f = 0; f < facts; f++) {
            Statement truth = forge.fact(f, false);
            boolean lie = !Names.key(victim.leadsTo(truth.subject())).equals(Names.key(truth.object()));
            tally = tally.asked(holders(f, attackers) > attackers, lie);
        }
        return tally;
    }
}
