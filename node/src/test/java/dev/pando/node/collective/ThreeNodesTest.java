package dev.pando.node.collective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.libp2p.multiformats.Multiaddr;
import dev.pando.node.consent.Rule;
import dev.pando.node.encode.WordEncoder;
import dev.pando.node.exchange.Signing;
import dev.pando.node.net.NetSettings;
import dev.pando.node.net.NodeHost;
import dev.pando.node.notes.Note;
import dev.pando.node.store.Database;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Three nodes over real sockets on loopback: A knows how a chain begins, B how it goes on, C asks.
@Timeout(300)
class ThreeNodesTest {

    @TempDir
    Path folder;

    /// A node with everything but a page.
    private final class Node implements AutoCloseable {
        final NodeHost host;
        final Database database;
        final Collective collective;

        Node(String name) {
            NetSettings settings = NetSettings.loopback(folder.resolve(name));
            host = NodeHost.start(settings);
            database = Database.open(folder.resolve(name));
            collective = new Collective(database, new WordEncoder("words"), InstantSource.system(), Signing.as(host));
            collective.connect(host);
        }

        Note said(String sentence) {
            return collective.read(sentence, "a talk", "bees", Collective.SAID).getFirst();
        }

        void share() {
            collective.sharing().turn(true);
            collective.sharing().rule("bees", Rule.SHARE);
            collective.share(List.of(), System.currentTimeMillis());
        }

        void meets(Node other) throws Exception {
            collective.invite(other.collective.self(), true);
            other.collective.invite(collective.self(), true);
            host.host().connect(Multiaddr.parse(other.host.addresses().getFirst()));
        }

        @Override
        public void close() {
            collective.close();
            host.close();
            database.close();
        }
    }

    private static void until(BooleanSupplier holds) {
        while (!holds.getAsBoolean()) Thread.yield();
    }

    @Test
    void aQuestionThatNeitherAnswersAloneIsAnsweredByTheThirdAndForgottenWhenOneTakesItBack() throws Exception {
        String question = "What does late swarming lead to?";
        try (Node a = new Node("a"); Node b = new Node("b"); Node c = new Node("c")) {
            Note first = a.said("Late swarming causes honey shortage.");
            a.said("Cold springs bring late swarming.");
            b.said("Honey shortage raises sugar sales.");
            b.said("Honey shortage brings faked honey.");
            assertTrue(b.collective.ask(question).ranking().isEmpty());
            assertFalse(c.collective.ask(question).known());
            a.share();
            b.share();
            c.meets(a);
            c.meets(b);
            until(() -> c.collective.notes().count() == 4 && c.collective.fold().size() == 6);
            Answer answer = c.collective.ask(question);
            assertTrue(answer.known(), answer.toString());
            assertTrue(answer.text().contains("Late swarming causes honey shortage. [1]"), answer.text());
            assertTrue(answer.text().contains("sugar sales"), answer.text());
            Answer.Way way = answer.ways().getFirst();
            assertEquals(3, way.names().size());
            assertEquals(a.collective.self().toString(), answer.sources().get(way.cites().getFirst() - 1).author());
            assertEquals(b.collective.self().toString(), answer.sources().get(way.cites().getLast() - 1).author());
            a.collective.revoke(first.id());
            until(() -> c.collective.fold().isRevoked(first(a)) && c.collective.notes().count() == 3);
            assertTrue(c.collective.ask(question).ways().stream().noneMatch(w -> w.names().contains("honey shortage")));
            Answer other = c.collective.ask("What do cold springs lead to?");
            assertTrue(other.known() && other.text().contains("late swarming"),
                    "the other note of the same trace still counts");
        }
    }

    private static dev.pando.engine.artifact.ContentId first(Node node) {
        return node.database
                .read(sql -> sql.one("SELECT artifact FROM note WHERE subject = 'late swarming'",
                        row -> row.text("artifact")))
                .map(dev.pando.engine.artifact.ContentId::parse).orElseThrow();
    }

    @Test
    void nothingLeavesUntilSharingIsOnAndWhatIsPrivateNeverDoes() throws Exception {
        try (Node a = new Node("a"); Node c = new Node("c")) {
            a.said("Mites cause collapse.");
            Note secret = a.collective
                    .read("Smoke calms bees, cause doctor@example.org causes trouble.", "a talk", "bees", 0.8).stream()
                    .findFirst().orElseGet(() -> a.said("Doctor Who causes trouble."));
            c.meets(a);
            c.collective.sharing().turn(true);
            a.collective.share(List.of(), 1_000);
            assertEquals(0, a.collective.fold().size());
            a.collective.sharing().mark("Doctor Who", true);
            long now = System.currentTimeMillis();
            a.collective.sharing().turn(true);
            assertTrue(a.collective.preview(List.of(), now).stream().allMatch(p -> p.objection().isPresent()),
                    "it asks first");
            a.collective.sharing().rule("bees", Rule.SHARE);
            var previews = a.collective.preview(List.of(), now);
            a.collective.share(List.of(), now);
            until(() -> c.collective.notes().count() == 1 && c.collective.fold().size() == 2);
            for (var preview : previews) {
                preview.artifact().ifPresent(artifact -> assertTrue(c.collective.fold().find(artifact.id()).isPresent(),
                        "the bytes of the preview"));
            }
            assertTrue(a.collective.notes().unpublished().stream().anyMatch(n -> n.id() == secret.id()));
            assertTrue(a.collective.traffic().bytesOut() > 0);
        }
    }

    @Test
    void aNodeThatWasAwayCatchesUpAndKeepsItAllAfterARestart() throws Exception {
        long hash;
        try (Node a = new Node("a"); Node c = new Node("c")) {
            for (int i = 0; i < 40; i++) a.said("Thing" + i + " causes result" + i + ".");
            a.share();
            c.meets(a);
            until(() -> c.collective.fold().size() == a.collective.fold().size() && c.collective.fold().size() > 40);
            hash = c.collective.fold().hash();
            until(() -> c.collective.notes().count() == 40);
        }
        try (Node c = new Node("c")) {
            assertEquals(hash, c.collective.fold().hash());
            assertTrue(c.collective.ask("What does thing7 cause?").known());
        }
    }
}
