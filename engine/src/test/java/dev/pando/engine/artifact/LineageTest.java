package dev.pando.engine.artifact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.artifact.Artifact.Body;
import dev.pando.engine.artifact.Artifact.Lane;
import dev.pando.engine.artifact.Lineage.Outcome;
import dev.pando.engine.artifact.Payload.Revocation;
import dev.pando.testing.Forall;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class LineageTest {

    @Test
    void theSameArtifactsGiveTheSameGraphInAnyOrder() {
        Forall.seeds(30, random -> {
            List<Artifact> artifacts = graph(random, 20);
            Lineage ordered = new Lineage(), shuffled = new Lineage();
            artifacts.forEach(ordered::add);
            List<Artifact> order = new ArrayList<>(artifacts);
            Collections.shuffle(order, Random.from(random));
            Deque<Artifact> open = new ArrayDeque<>(order);
            while (!open.isEmpty()) {
                Artifact next = open.poll();
                if (shuffled.add(next) instanceof Outcome.Missing) open.add(next);
            }
            assertEquals(ordered.heads(), shuffled.heads());
            assertEquals(ordered.size(), shuffled.size());
        });
    }

    @Test
    void whoWasAwayGetsExactlyWhatIsMissingParentsFirst() {
        Forall.seeds(30, random -> {
            List<Artifact> artifacts = graph(random, 30);
            Lineage all = new Lineage(), behind = new Lineage();
            artifacts.forEach(all::add);
            int known = random.nextInt(31);
            artifacts.subList(0, known).forEach(behind::add);
            List<Artifact> missing = all.missingFrom(behind.heads());
            assertEquals(30 - known, missing.size());
            for (Artifact artifact : missing) assertInstanceOf(Outcome.Added.class, behind.add(artifact));
            assertEquals(all.heads(), behind.heads());
            assertEquals(List.of(), all.missingFrom(behind.heads()));
        });
    }

    private static List<Artifact> graph(RandomGenerator random, int size) {
        List<Artifact> all = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            List<Artifact> parents = new ArrayList<>();
            for (Artifact candidate : all) if (random.nextInt(all.size() + 1) < 2) parents.add(candidate);
            int generation = 1 + parents.stream().mapToInt(p -> p.body().generation()).max().orElse(0);
            all.add(Authors.memory(random, parents, generation));
        }
        return all;
    }

    @Test
    void anArtifactWaitsForItsParentsAndCountsItsGenerations() {
        Forall.seeds(5, random -> {
            Artifact parent = Authors.memory(random, List.of(), 1), child = Authors.memory(random, List.of(parent), 2);
            Lineage lineage = new Lineage();
            assertEquals(new Outcome.Missing(List.of(parent.id())), lineage.add(child));
            assertEquals(new Outcome.Added(), lineage.add(parent));
            assertEquals(new Outcome.Known(), lineage.add(parent));
            assertInstanceOf(Outcome.Refused.class, lineage.add(Authors.memory(random, List.of(parent), 3)));
            assertEquals(new Outcome.Added(), lineage.add(child));
            assertEquals(List.of(child.id()), lineage.heads());
        });
    }

    @Test
    void onlyTheAuthorTakesAnArtifactBack() {
        Forall.seeds(5, random -> {
            Artifact artifact = Authors.memory(random, List.of(), 1);
            Lineage lineage = new Lineage();
            lineage.add(artifact);
            Payload revocation = new Revocation(artifact.id());
            Body foreign = new Body(AuthorKey.of(Authors.OTHER.getPublic()), List.of(artifact.id()), 2, "", 1, 0,
                    Lane.ATTRIBUTED, revocation);
            assertInstanceOf(Outcome.Refused.class, lineage.add(Artifact.sign(foreign, Authors.OTHER.getPrivate())));
            assertInstanceOf(Outcome.Refused.class, lineage.add(Authors.sign(Authors.body(revocation))));
            assertTrue(!lineage.isRevoked(artifact.id()));
            Artifact own = Authors.sign(Authors.body(revocation, List.of(artifact.id()), 2));
            assertEquals(new Outcome.Added(), lineage.add(own));
            assertTrue(lineage.isRevoked(artifact.id()));
        });
    }
}
