package dev.pando.node.split;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.model.LayerRange;
import dev.pando.libp2p.Host;
import dev.pando.libp2p.identity.Identity;
import dev.pando.libp2p.multiformats.Multiaddr;
import dev.pando.libp2p.swarm.PeerStream;
import dev.pando.node.answer.TinyModelFile;
import dev.pando.node.net.NetSettings;
import dev.pando.node.net.NodeHost;
import dev.pando.node.split.Message.Ask;
import dev.pando.node.split.Message.Begin;
import dev.pando.node.split.Message.Done;
import dev.pando.node.split.Message.Load;
import dev.pando.node.split.Message.Loaded;
import dev.pando.node.split.Message.Loading;
import dev.pando.node.split.Message.Offer;
import dev.pando.node.split.Message.Refused;
import dev.pando.node.split.Message.Run;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A stage answers those who are invited, within limits, and nobody else at all.
@Timeout(300)
class UninvitedTest {

    private static final int POSITIONS = 40, WIDTH = 32;

    @TempDir
    static Path folder;
    private static Path model;
    private static ChunkList chunks;

    @BeforeAll
    static void write() throws Exception {
        model = TinyModelFile.write(folder.resolve("four.gguf"), 4, TinyModelFile.CONTEXT);
        chunks = ChunkList.of(model);
    }

    private static final Identity STRANGER = Identity.generate(new SecureRandom());

    private static Together stage() throws IOException {
        return new Together(folder, 1, List.of(model), ResultHook.NONE);
    }

    private static Together open() throws IOException {
        Together together = stage();
        together.peers.getFirst().invite(STRANGER.peer().toString());
        return together;
    }

    private static Host guest(Together together) throws IOException {
        Host guest = Host.plan(STRANGER).start();
        guest.connect(Multiaddr.parse(together.addresses().getFirst()));
        return guest;
    }

    private static PeerStream stream(Host guest, String protocol) throws IOException {
        return guest.open(guest.swarm().connections().getFirst().peer(), protocol);
    }

    private static Wire open(Host guest) throws IOException {
        return new Wire(stream(guest, StageServer.PROTOCOL)).carrying(WIDTH, Precision.F32);
    }

    private static Load load(int positions) {
        return new Load(chunks.id(), chunks.fileBytes(), 0, new LayerRange(1, 3), positions, Precision.F32, "");
    }

    @Test
    void whoIsNotInvitedGetsNotASingleByte() throws Exception {
        try (Together together = stage(); Host guest = guest(together)) {
            for (Message message : List.of(new Ask(), load(POSITIONS), new Begin(1))) {
                ByteArrayOutputStream got = new ByteArrayOutputStream();
                assertThrows(IOException.class, () -> {
                    PeerStream stream = stream(guest, StageServer.PROTOCOL);
                    stream.out().write(Frames.encode(message, Precision.F32));
                    InputStream in = stream.in();
                    for (int b = in.read(); b >= 0; b = in.read()) got.write(b);
                    throw new IOException("ended without a byte");
                });
                assertEquals(0, got.size());
            }
            assertThrows(IOException.class, () -> {
                PeerStream stream = stream(guest, WeightServer.PROTOCOL);
                stream.out().write(chunks.id().bytes());
                stream.out().write(new byte[4]);
                if (stream.in().read() < 0) throw new IOException("ended without a byte");
            });
        }
    }

    @Test
    void whoAsksWithoutInvitationIsToldThatThisMayBeWhy() throws Exception {
        try (Together together = stage();
                NodeHost net = NodeHost.start(NetSettings.loopback(folder.resolve("late")));
                SplitNode late = SplitNode.on(net, SplitNode.Settings.of(List.of(), List.of(), folder, 1))) {
            SplitException e = assertThrows(SplitException.class, () -> late.split(model, together.addresses(),
                    SplitOptions.usual(), SplitListener.NONE));
            assertTrue(e.getMessage().contains("are we invited there?"), e.getMessage());
            together.peers.getFirst().invite(late.peer());
            late.split(model, together.addresses(), SplitOptions.usual().withPositions(64), SplitListener.NONE)
                    .close();
        }
    }

    private static Loaded loaded(Wire control, int positions) throws IOException {
        control.send(load(positions));
        Message answer = control.receive();
        while (answer instanceof Loading) answer = control.receive();
        return assertInstanceOf(Loaded.class, answer);
    }

    @Test
    void aSequenceIsAsLongAsWasAskedForAndNotALongerOne() throws Exception {
        try (Together together = open(); Host guest = guest(together)) {
            Wire control = open(guest);
            Loaded part = loaded(control, POSITIONS);
            assertEquals(WIDTH, part.width());
            Wire run = open(guest);
            run.send(new Begin(part.part()));
            run.send(new Run(0, POSITIONS, new float[POSITIONS * WIDTH]));
            assertInstanceOf(Done.class, run.receive());
            run.send(new Run(POSITIONS, 1, new float[WIDTH]));
            assertEquals("41 positions, limit 40", assertInstanceOf(Refused.class, run.receive()).why());
            Wire gap = open(guest);
            gap.send(new Begin(part.part()));
            gap.send(new Run(1, 1, new float[WIDTH]));
            assertEquals("position 1 after 0", assertInstanceOf(Refused.class, gap.receive()).why());
        }
    }

    @Test
    void sequencesAndPartsOfOnePeerAreCounted() throws Exception {
        try (Together together = open(); Host guest = guest(together)) {
            Wire control = open(guest);
            Loaded part = loaded(control, POSITIONS);
            List<Wire> sequences = new ArrayList<>();
            for (int i = 0; i < SplitLimits.SESSIONS_PER_PEER_MAX; i++) {
                Wire wire = open(guest);
                wire.send(new Begin(part.part()));
                wire.send(new Run(0, 1, new float[WIDTH]));
                assertInstanceOf(Done.class, wire.receive());
                sequences.add(wire);
            }
            Wire oneMore = open(guest);
            oneMore.send(new Begin(part.part()));
            Refused no = assertInstanceOf(Refused.class, oneMore.receive());
            assertEquals("you have 32 sequences here, the most", no.why());
            sequences.removeFirst().close();
            Wire next = open(guest); // the other may be on its way out still
            next.send(new Begin(part.part()));
            next.send(new Run(0, 1, new float[WIDTH]));
            assertInstanceOf(Done.class, next.receive());
            sequences.add(next);
            sequences.forEach(Wire::close);
            List<Wire> parts = new ArrayList<>();
            for (int i = 1; i < SplitLimits.PARTS_PER_PEER_MAX; i++) {
                parts.add(open(guest));
                loaded(parts.getLast(), POSITIONS);
            }
            Wire another = open(guest);
            another.send(load(POSITIONS));
            assertEquals("8 parts are loaded for you, the most",
                    assertInstanceOf(Refused.class, another.receive()).why());
        }
    }

    @Test
    void aPartOfAnotherPeerIsNotThere() throws Exception {
        try (Together together = open(); Host guest = guest(together)) {
            Wire wire = open(guest);
            wire.send(new Begin(12));
            assertTrue(assertInstanceOf(Refused.class, wire.receive()).gone());
            Wire ask = open(guest);
            ask.send(new Ask());
            assertTrue(assertInstanceOf(Offer.class, ask.receive()).bytesPerSecond() > 0);
        }
    }
}
