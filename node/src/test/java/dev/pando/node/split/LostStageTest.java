package dev.pando.node.split;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.draft.Drafter;
import dev.pando.engine.model.LayerRange;
import dev.pando.engine.sample.SamplingOptions;
import dev.pando.node.answer.TinyModelFile;
import dev.pando.node.gate.Trust;
import dev.pando.node.net.NetSettings;
import dev.pando.node.net.NodeHost;
import dev.pando.node.split.Plain.Said;
import dev.pando.node.split.SplitOptions.Checking;
import dev.pando.node.split.Together.Speaker;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Whatever happens to a peer, the answer is the same, or there is one clear error.
@Timeout(300)
class LostStageTest {

    private static final int TOKENS = 24, BREAKS_AT = 30;
    private static final SamplingOptions OPTIONS = SamplingOptions.at(0.9f, 4);

    @TempDir
    static Path folder;
    private static Path model;
    private static int[] prompt;
    private static Said alone;

    private static final class Events implements SplitListener {
        final List<String> lost = new CopyOnWriteArrayList<>();
        final List<String> takenOverBy = new CopyOnWriteArrayList<>();
        final List<String> mismatched = new CopyOnWriteArrayList<>();

        @Override
        public void lost(String peer, LayerRange layers, String why) {
            lost.add(peer);
        }

        @Override
        public void recovered(String peer, LayerRange layers, String by, long ms) {
            takenOverBy.add(by);
        }

        @Override
        public void mismatched(String peer, LayerRange layers, int position) {
            mismatched.add(peer);
        }
    }

    @BeforeAll
    static void write() throws Exception {
        model = TinyModelFile.write(folder.resolve("four.gguf"), 4, TinyModelFile.CONTEXT);
        try (Plain plain = new Plain(model)) {
            prompt = plain.prompt("tell me what happened");
            alone = plain.say(prompt, OPTIONS, TOKENS);
        }
    }

    private static SplitOptions cutAtTwo() {
        return SplitOptions.usual().withPositions(256).withCuts(List.of(2)).withChecking(Checking.NONE);
    }

    // The first peer breaks when it has computed a certain position.
    private static ResultHook when(Runnable broken) {
        return (start, rows, hidden) -> {
            if (start + rows == BREAKS_AT) broken.run();
        };
    }

    // From a thread of its own, as nobody ends a machine from within; its result is not sent before it is dead.
    private static void kill(Together[] together) {
        try {
            Thread.startVirtualThread(() -> together[0].kill(0)).join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aPeerThatDiesIsReplacedByAnotherAndTheTextIsTheSame() throws Exception {
        Together[] together = new Together[1];
        Events events = new Events();
        ResultHook dies = when(() -> kill(together));
        try (Together all = together[0] = new Together(folder, 2, List.of(model), dies);
                Speaker speaker = new Speaker(all.split(model, cutAtTwo(), events), Drafter.NONE)) {
            alone.mustEqual(speaker.say(prompt, OPTIONS, TOKENS));
            assertEquals(List.of(all.peers.getFirst().peer()), events.lost);
            assertEquals(List.of(all.peers.getLast().peer()), events.takenOverBy);
        }
    }

    @Test
    void aPeerThatHangsInItsArithmeticIsNoticed() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        Events events = new Events();
        ResultHook hangs = when(() -> {
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try (Together all = new Together(folder, 1, List.of(model), hangs);
                Speaker speaker = new Speaker(all.split(model, cutAtTwo(), events), Drafter.NONE)) {
            alone.mustEqual(speaker.say(prompt, OPTIONS, TOKENS));
            assertEquals(List.of(Stage.HERE), events.takenOverBy);
            over.countDown();
        }
    }

    @Test
    void ifNobodyCanTakeOverTheErrorNamesThePeer() throws Exception {
        Together[] together = new Together[1];
        ResultHook dies = when(() -> kill(together));
        try (Together all = together[0] = new Together(folder, 1, List.of(model), dies);
                NodeHost net = NodeHost.start(NetSettings.loopback(folder.resolve("poor")));
                SplitNode poor = SplitNode.on(net,
                        SplitNode.Settings.of(List.of(), List.of(), folder, 1).withMemory(1_000))) {
            SplitNode peer = all.peers.getFirst();
            peer.invite(poor.peer());
            try (SplitModel split = poor.split(model, peer.addresses(), cutAtTwo(), SplitListener.NONE);
                    Speaker speaker = new Speaker(split, Drafter.NONE)) {
                SplitException e = assertThrows(SplitException.class, () -> speaker.say(prompt, OPTIONS, TOKENS));
                assertTrue(e.getMessage().startsWith("peer " + peer.peer() + " (layers 2 to 3) is lost: "),
                        e.getMessage());
                assertTrue(e.getMessage().contains("nobody can take its place"), e.getMessage());
            }
        }
    }

    @Test
    void aPeerThatLiesChangesNoTokenWhenEverythingIsChecked() throws Exception {
        Events events = new Events();
        ResultHook lies = (start, rows, hidden) -> {
            if (start >= BREAKS_AT) hidden[0] = Float.intBitsToFloat(Float.floatToRawIntBits(hidden[0]) ^ 1);
        };
        try (Together all = new Together(folder, 1, List.of(model), lies);
                Speaker speaker = new Speaker(all.split(model, cutAtTwo().withChecking(Checking.EVERYTHING), events),
                        Drafter.NONE)) {
            alone.mustEqual(speaker.say(prompt, OPTIONS, TOKENS));
            assertEquals(List.of(all.peers.getFirst().peer()), events.mismatched);
            assertEquals(List.of(Stage.HERE), events.takenOverBy);
        }
    }

    @Test
    void aPeerThatLiedIsNotAskedAgain() throws Exception {
        ResultHook lies = (start, rows, hidden) -> hidden[0] += 1;
        SplitOptions checked = SplitOptions.usual().withPositions(256).withChecking(Checking.EVERYTHING);
        try (Together all = new Together(folder, 2, List.of(model), lies)) {
            String liar = all.peers.getFirst().peer(), honest = all.peers.getLast().peer();
            try (SplitModel split = all.split(model, checked.withCuts(List.of(1, 3)), SplitListener.NONE);
                    Speaker speaker = new Speaker(split, Drafter.NONE)) {
                assertEquals(Trust.NEW, split.status().stages().get(1).trust());
                alone.mustEqual(speaker.say(prompt, OPTIONS, TOKENS));
                assertTrue(all.caller.trust().of(liar) < StageTrust.ASKED_FROM);
                assertTrue(all.caller.trust().of(honest) > Trust.NEW);
            }
            try (SplitModel split = all.split(model, checked.withCuts(List.of(2)), SplitListener.NONE);
                    Speaker speaker = new Speaker(split, Drafter.NONE)) {
                assertEquals(honest, split.status().stages().getLast().peer());
                assertTrue(split.status().events().getFirst().startsWith("peer " + liar + " is left out"));
                alone.mustEqual(speaker.say(prompt, OPTIONS, TOKENS));
            }
        }
    }

    @Test
    void ofTwoPeersThatDisagreeThisNodeFindsTheOneThatLies() throws Exception {
        Events events = new Events();
        ResultHook lies = (start, rows, hidden) -> hidden[0] += 1;
        try (Together all = new Together(folder, 3, List.of(model), lies);
                Speaker speaker = new Speaker(all.split(model, cutAtTwo().withChecking(Checking.EVERYTHING), events),
                        Drafter.NONE)) {
            alone.mustEqual(speaker.say(prompt, OPTIONS, TOKENS));
            assertEquals(List.of(all.peers.getFirst().peer()), events.mismatched);
        }
    }

    @Test
    void aWitnessThatLiesIsFoundToo() throws Exception {
        Events events = new Events();
        ResultHook lies = (start, rows, hidden) -> hidden[0] += 1;
        try (Together all = new Together(folder, 2, List.of(model), lies)) {
            List<String> liarLast = List.of(all.addresses().getLast(), all.addresses().getFirst());
            try (SplitModel split = all.caller.split(model, liarLast, cutAtTwo().withChecking(Checking.EVERYTHING),
                    events); Speaker speaker = new Speaker(split, Drafter.NONE)) {
                alone.mustEqual(speaker.say(prompt, OPTIONS, TOKENS));
                assertEquals(List.of(all.peers.getFirst().peer()), events.mismatched);
            }
        }
    }

    @Test
    void twoPeersThatDisagreeAreNeitherBelievedWhereNobodyCanJudge() throws Exception {
        ResultHook lies = (start, rows, hidden) -> hidden[0] += 1;
        try (Together all = new Together(folder, 2, List.of(model), lies);
                NodeHost net = NodeHost.start(NetSettings.loopback(folder.resolve("judge")));
                SplitNode poor = SplitNode.on(net,
                        SplitNode.Settings.of(List.of(), List.of(), folder, 1).withMemory(1_000))) {
            all.peers.forEach(p -> p.invite(poor.peer()));
            try (SplitModel split = poor.split(model, all.addresses(), cutAtTwo().withChecking(Checking.EVERYTHING),
                    SplitListener.NONE); Speaker speaker = new Speaker(split, Drafter.NONE)) {
                SplitException e = assertThrows(SplitException.class, () -> speaker.say(prompt, OPTIONS, TOKENS));
                assertTrue(e.getMessage().contains("disagree about layers 2 to 3 at position 0"), e.getMessage());
            }
        }
    }

    @Test
    void anAuditFindsWrongBitsAfterwardsAndThePeerComputesNoMore() throws Exception {
        Events events = new Events();
        ResultHook lies = (start, rows, hidden) -> {
            for (int i = 0; i < hidden.length; i++) hidden[i] += 1e-6f;
        };
        try (Together all = new Together(folder, 1, List.of(model), lies);
                SplitModel split = all.caller.split(model, all.addresses(), cutAtTwo(), events)) {
            try (Journey journey = split.journey()) {
                journey.step(prompt);
                SplitException e = assertThrows(SplitException.class,
                        () -> journey.audit(new SplittableRandom(1)));
                assertTrue(e.getMessage().contains("not to be believed"), e.getMessage());
                assertEquals(List.of(all.peers.getFirst().peer()), events.mismatched);
            }
            assertEquals(Stage.HERE, split.status().stages().getLast().peer());
            assertTrue(split.status().events().getFirst().contains("wrong bits"), split.status().events().toString());
            try (Speaker speaker = new Speaker(split, Drafter.NONE)) {
                alone.mustEqual(speaker.say(prompt, OPTIONS, TOKENS));
            }
        }
    }
}
