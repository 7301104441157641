package dev.pando.lab.durability;

import dev.pando.lab.durability.Acknowledged.Kind;
import dev.pando.libp2p.multiformats.Multiaddr;
import dev.pando.node.answer.Sampling;
import dev.pando.node.collective.Collective;
import dev.pando.node.consent.Rule;
import dev.pando.node.conversation.Turn;
import dev.pando.node.encode.Encoder;
import dev.pando.node.exchange.Signing;
import dev.pando.node.instance.Instance;
import dev.pando.node.instance.Listener;
import dev.pando.node.instance.Manner;
import dev.pando.node.net.NetSettings;
import dev.pando.node.net.NodeHost;
import dev.pando.node.notes.Note;
import dev.pando.node.store.Database;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/// A node that chats, learns, shares and merges without end, and says on stdout what is on the disk, once it is.
///
/// What it merges comes over a real socket, from a teacher: a second node in the same process, with a data directory of its
/// own.
final class Worker {

    /// Precedes what the worker is about to do; all other lines are for [Acknowledged].
    static final String DOING = "DOING ";
    /// It is open, and begins to work.
    static final String READY = "READY";

    private static final String TOPIC = "work";
    private static final String[] CAUSES = {"causes", "brings", "raises", "lowers", "needs"};

    private final Instance instance;
    private final Collective teacher;
    private final PrintStream out;
    private final SplittableRandom random;
    private final String run; // a word that no other run uses
    private long conversation;
    private OptionalLong last = OptionalLong.empty();
    private int thing;

    private Worker(Instance instance, Collective teacher, PrintStream out, long seed) {
        this.instance = instance;
        this.teacher = teacher;
        this.out = out;
        random = new SplittableRandom(seed);
        run = "r" + Long.toString(seed, 36);
    }

    /// Opens the node and its teacher and works until the process is killed.
    static void run(Path dataDir, Path teacherDir, long seed, PrintStream out)
            throws IOException, InterruptedException {
        Encoder encoder = new HashEncoder();
        try (Instance instance = Instance.open(dataDir, new EchoEngine(), encoder, InstantSource.system(), List.of());
                NodeHost host = NodeHost.start(NetSettings.loopback(dataDir));
                Database theirs = Database.open(teacherDir);
                NodeHost teacherHost = NodeHost.start(NetSettings.loopback(teacherDir));
                Collective teacher = new Collective(theirs, encoder, InstantSource.system(),
                        Signing.as(teacherHost))) {
            instance.takeOver();
            instance.collective().connect(host);
            teacher.connect(teacherHost);
            Worker worker = new Worker(instance, teacher, out, seed);
            worker.prepare();
            worker.say(READY);
            host.host().connect(Multiaddr.parse(teacherHost.addresses().getFirst()));
            while (true) worker.step();
        }
    }

    private void prepare() {
        Collective mine = instance.collective();
        mine.invite(teacher.self(), true);
        teacher.invite(mine.self(), true);
        for (Collective one : List.of(mine, teacher)) {
            one.sharing().turn(true);
            one.sharing().rule(TOPIC, Rule.SHARE);
        }
        mine.watch(artifact -> told(Kind.ARTIFACT, artifact.id(), ""));
        conversation = instance.conversations().begin("", "").id();
    }

    private void step() throws InterruptedException {
        switch (random.nextInt(6)) {
            case 0, 1 -> chat();
            case 2 -> remember();
            case 3 -> learn();
            case 4 -> share();
            case 5 -> merge();
            default -> throw new AssertionError("six steps");
        }
    }

    private void chat() throws InterruptedException {
        say(DOING + "chat");
        if (random.nextInt(8) == 0) {
            conversation = instance.conversations().begin("", "").id();
            last = OptionalLong.empty();
        }
        Turn question = instance.dialogue().say(conversation, last, "What about " + sentence());
        told(Kind.MESSAGE, question.id(), digest(question.content()));
        Turn answer = instance.dialogue().answer(question, new Manner("", Sampling.GREEDY, OptionalInt.of(16)),
                Optional.empty(), Listener.NONE);
        told(Kind.MESSAGE, answer.id(), digest(answer.content()));
        last = OptionalLong.of(answer.id());
        if (random.nextBoolean()) {
            int thumb = random.nextBoolean() ? 1 : -1;
            instance.dialogue().thumb(answer.id(), thumb);
            told(Kind.THUMB, answer.id(), Integer.toString(thumb));
        }
    }

    private void remember() {
        say(DOING + "remember");
        var memory = instance.memories().note(sentence());
        told(Kind.MEMORY, memory.id(), digest(memory.text()));
    }

    private void learn() {
        say(DOING + "learn");
        for (Note note : instance.collective().read(sentence(), "a talk", TOPIC, Collective.SAID)) {
            told(Kind.NOTE, note.id(), digest(note.statement().sentence()));
        }
    }

    private void share() {
        say(DOING + "share");
        var shared = instance.collective().share(List.of(), System.currentTimeMillis());
        shared.forEach(p -> p.artifact().ifPresent(artifact -> told(Kind.ARTIFACT, artifact.id(), "")));
        List<Note> published = instance.collective().notes().known().stream()
                .filter(n -> n.own() && n.artifact().isPresent()).toList();
        if (published.isEmpty() || random.nextInt(4) > 0) return;
        Note regretted = published.get(random.nextInt(published.size()));
        instance.collective().revoke(regretted.id());
        told(Kind.REVOKED, regretted.artifact().orElseThrow(), "");
    }

    // It comes to the node a little later, while that does something else.
    private void merge() {
        say(DOING + "merge");
        teacher.read(sentence(), "a talk", TOPIC, Collective.SAID);
        teacher.share(List.of(), System.currentTimeMillis());
    }

    private String sentence() {
        return "Thing" + run + thing++ + " " + CAUSES[random.nextInt(CAUSES.length)] + " result"
                + random.nextInt(40) + ".";
    }

    private void told(Kind kind, Object key, String value) {
        say(kind + " " + key + " " + value);
    }

    private void say(String line) {
        synchronized (out) {
            out.print(line + "\n");
            out.flush();
        }
    }

    /// A word for a text.
    static String digest(String text) {
        return Integer.toHexString(text.hashCode()) + "-" + text.length();
    }
}
