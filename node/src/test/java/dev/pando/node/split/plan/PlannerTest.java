package dev.pando.node.split.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.node.split.plan.Placement.Share;
import dev.pando.testing.Forall;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class PlannerTest {

    private static ModelSize model(int layers, long layerBytes, long endsBytes) {
        return new ModelSize(Collections.nCopies(layers, layerBytes), Collections.nCopies(layers, 0L), endsBytes,
                endsBytes);
    }

    @Test
    void noPlacementIsFasterThanTheOneThatIsFound() {
        Forall.seeds(400, random -> {
            int layers = random.nextInt(1, 7), peers = random.nextInt(0, 4), least = random.nextInt(0, peers + 1);
            ModelSize model = randomModel(random, layers);
            List<Machine> machines = new ArrayList<>();
            for (int i = 0; i <= peers; i++) {
                machines.add(new Machine("m" + i, random.nextLong(0, 160), random.nextDouble(0.5, 20),
                        i == 0 ? 0 : random.nextDouble(0, 30)));
            }
            double brute = brute(model, machines, Math.min(least, layers - 1), 0, 0, 0);
            Optional<Placement> plan = Planner.plan(model, machines, least);
            assertEquals(brute < Double.POSITIVE_INFINITY, plan.isPresent());
            if (plan.isEmpty()) return;
            double head = model.headBytes() / machines.getFirst().bytesPerMs();
            assertEquals(brute + head, plan.get().msPerToken(), 1e-9 * brute);
            check(model, machines, plan.get());
        });
    }

    private static ModelSize randomModel(RandomGenerator random, int layers) {
        List<Long> weights = new ArrayList<>(), caches = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            weights.add(random.nextLong(1, 40));
            caches.add(random.nextLong(0, 5));
        }
        return new ModelSize(weights, caches, random.nextLong(1, 30), 1);
    }

    // Every next run of layers on every machine that is still free.
    private static double brute(ModelSize model, List<Machine> machines, int least, int used, int count, int from) {
        if (from == model.layers()) return count - 1 >= least ? 0 : Double.POSITIVE_INFINITY;
        double best = Double.POSITIVE_INFINITY;
        for (int p = 0; p < machines.size(); p++) {
            if (from == 0 != (p == 0) || (used >> p & 1) != 0) continue;
            for (int to = from + 1; to <= model.layers(); to++) {
                long bytes = model.memory(from, to) + (p == 0 ? model.endsBytes() : 0);
                if (bytes > machines.get(p).freeBytes()) continue;
                double ms = model.weights(from, to) / machines.get(p).bytesPerMs() + machines.get(p).roundTripMs();
                best = Math.min(best, ms + brute(model, machines, least, used | 1 << p, count + 1, to));
            }
        }
        return best;
    }

    // Contiguous, complete, nobody twice, nobody over their memory, and the time is the sum of its parts.
    private static void check(ModelSize model, List<Machine> machines, Placement plan) {
        int at = 0, used = 0;
        double ms = plan.headMs();
        for (Share s : plan.shares()) {
            assertEquals(at, s.from());
            assertEquals(0, used >> s.machine() & 1);
            assertTrue(s.memoryBytes() <= machines.get(s.machine()).freeBytes());
            used |= 1 << s.machine();
            at = s.to();
            ms += s.arithmeticMs() + machines.get(s.machine()).roundTripMs();
        }
        assertEquals(model.layers(), at);
        assertEquals(plan.msPerToken(), ms, 1e-9 * ms);
        assertEquals(0, plan.shares().getFirst().machine());
    }

    @Test
    void whatFitsAtHomeStaysAtHome() {
        List<Machine> machines = List.of(new Machine("home", 1000, 10, 0), new Machine("away", 1000, 10, 1));
        assertEquals(1, Planner.plan(model(10, 10, 10), machines, 0).orElseThrow().shares().size());
    }

    @Test
    void aFastPeerTakesAllButTheFirstLayer() {
        List<Machine> machines = List.of(new Machine("home", 1000, 1, 0), new Machine("away", 1000, 100, 1));
        Share away = Planner.plan(model(10, 10, 10), machines, 0).orElseThrow().shares().getLast();
        assertEquals(List.of(1, 10), List.of(away.from(), away.to()));
    }

    @Test
    void aModelThatFitsNowhereHasNoPlacement() {
        List<Machine> machines = List.of(new Machine("home", 50, 1, 0), new Machine("away", 50, 1, 1));
        assertTrue(Planner.plan(model(10, 10, 10), machines, 0).isEmpty());
    }

    @Test
    void peersThatAreAlikeComeInTheirOrder() {
        List<Machine> alike = new ArrayList<>();
        for (int i = 0; i < 4; i++) alike.add(new Machine("m" + i, 1_000, 1, i == 0 ? 0 : 1));
        List<Integer> order = Planner.plan(model(4, 10, 10), alike, 3).orElseThrow().shares().stream()
                .map(Share::machine).toList();
        assertEquals(List.of(0, 1, 2, 3), order);
    }

    @Test
    void eightPeersAreTheMost() {
        ModelSize model = model(12, 1, 1);
        List<Machine> nine = new ArrayList<>(Collections.nCopies(9, new Machine("m", 100, 1, 1)));
        assertEquals(9, Planner.plan(model, nine, 8).orElseThrow().shares().size());
        nine.add(nine.getFirst());
        assertThrows(IllegalArgumentException.class, () -> Planner.plan(model, nine, 0));
    }
}
