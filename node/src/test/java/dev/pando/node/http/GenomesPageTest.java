package dev.pando.node.http;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.options.AriaRole;
import dev.pando.engine.learn.Control;
import dev.pando.engine.learn.FineTune;
import dev.pando.kernel.Workers;
import dev.pando.node.answer.ChatEngine;
import dev.pando.node.answer.LocalEngine;
import dev.pando.node.answer.TinyModelFile;
import dev.pando.node.api.GenomeCalls;
import dev.pando.node.api.Operation;
import dev.pando.node.api.SharingCalls;
import dev.pando.node.collective.Station;
import dev.pando.node.encode.Encoder;
import dev.pando.node.encode.WordEncoder;
import dev.pando.node.genome.GenomeMaking;
import dev.pando.node.genome.GenomePool;
import dev.pando.node.genome.GenomeShelf;
import dev.pando.node.genome.Genomes;
import dev.pando.node.instance.Instance;
import dev.pando.node.net.NetConfig;
import dev.pando.node.net.NetSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// In the browser: a genome that one node trained is shared, helps with an answer of another, is named there, and is silent
/// once it was taken back.
class GenomesPageTest extends PageStage {

    @TempDir
    private Path folder;
    private Path model;
    private Station teacher;
    private LocalEngine firsts;
    private Genomes genomes;
    private Instance second;
    private LocalEngine seconds;
    private Station pupil;
    private Genomes others;

    @Override
    ChatEngine engine() {
        try {
            if (model == null) model = TinyModelFile.write(folder.resolve("tiny.gguf"), 1024);
            return LocalEngine.open(model, LocalEngine.Settings.usual().withThreads(1).withContext(512));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    Encoder encoder() {
        return new WordEncoder("words");
    }

    @Override
    List<Operation> more() {
        train();
        teacher = station(instance(), dataDir());
        firsts = (LocalEngine) engine();
        genomes = genomes(instance(), teacher, dataDir(), firsts);
        Path home = folder.resolve("second");
        seconds = (LocalEngine) engine();
        second = Instance.open(home, seconds, encoder(), InstantSource.system(), List.of());
        pupil = station(second, home, teacher.addresses().getFirst());
        others = genomes(second, pupil, home, seconds);
        return rooms(teacher, genomes);
    }

    private void train() {
        try (Workers workers = new Workers(1)) {
            Path data = Files.writeString(folder.resolve("law.txt"),
                    "the court finds that the party shall pay. ".repeat(60));
            new GenomeMaking(model, data, "law", 8, 2, 32, 2, 0.01f, 3)
                    .train(dataDir(),
                            new FineTune.Surroundings(workers, new Control(), System::nanoTime, 1L << 30, line -> {},
                                    step -> {}))
                    .orElseThrow()
                    .shelve(new GenomeShelf(dataDir()), instance().key(), List.of(), encoder(),
                            System.currentTimeMillis());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Station station(Instance of, Path dataDir, String... invited) {
        of.collective().sharing().turn(true);
        return Station.open(of.collective(),
                new NetConfig(Optional.of(NetSettings.loopback(dataDir)), List.of(invited)));
    }

    private Genomes genomes(Instance of, Station station, Path dataDir, LocalEngine engine) {
        Genomes made = new Genomes(of.collective(), station.host(), dataDir,
                new GenomePool(model, engine.file(), dataDir, GenomePool.Way.ROUTE, encoder(),
                        InstantSource.system()),
                Optional.empty());
        engine.with(made.pool());
        return made;
    }

    private static List<Operation> rooms(Station station, Genomes genomes) {
        return Stream.of(SharingCalls.of(station), GenomeCalls.of(Optional.of(genomes))).flatMap(List::stream).toList();
    }

    @AfterEach
    void closeNodes() {
        others.close();
        pupil.close();
        second.close();
        seconds.close();
        genomes.close();
        teacher.close();
        firsts.close();
    }

    @Test
    void aGenomeIsSharedHelpsElsewhereIsNamedThereAndFallsSilent() {
        room("Genomes");
        assertThat(page().locator(".genome.own")).containsText("law · answers");
        page().getByText("How it was trained").click();
        assertThat(page().locator(".plot")).isVisible();
        // Not waitForFunction: what it repeats is evaluated by the page, whose policy forbids that.
        page().waitForCondition(
                () -> (Boolean) page().evaluate("document.querySelector('.plot').naturalWidth > 0"));
        screen("genomes");
        accessible("genomes");
        assertTrue(others.pool().isEmpty());
        press("Share").click();
        assertThat(page().locator(".genome.own")).containsText("shared");
        page().waitForCondition(() -> !others.pool().isEmpty());

        try (NodeServer other = serve(second, seconds, ApiTokens.none(), rooms(pupil, others))) {
            page().navigate(other.uri() + "/#/genomes");
            assertThat(page().locator(".genome.foreign")).containsText("law · answers");
            page().navigate(other.uri().toString());
            ask("the court finds");
            assertThat(answer().locator(".helped"))
                    .containsText("Helped by law (from " + instance().key().publicHex().substring(0, 12));
            screen("helped");
            accessible("helped");

            page().navigate(node().uri() + "/#/genomes");
            press("Take back").click();
            press("Silence it everywhere?").click();
            page().waitForCondition(() -> others.pool().isEmpty());
            page().navigate(other.uri().toString());
            ask("the court finds");
            assertThat(answer().locator(".helped")).hasCount(0);
        }
        assertEquals(0, page().getByRole(AriaRole.ALERT).count());
        noComplaints();
    }

    @Test
    void everyRowIsServedAsTheDocumentDescribesIt() throws Exception {
        Documented api = new Documented(node().uri());
        String list = "/genomes", one = list + "/{genome}";
        String own = list + "/" + api.call("GET", list, list, null).at("/genomes/0/id").asText();
        assertEquals("<svg", new String(api.call("GET", one + "/loss.svg", own + "/loss.svg", null).binaryValue(), 0, 4,
                StandardCharsets.US_ASCII));
        api.refused(409, "POST", own + "/take-back", null);
        assertTrue(api.call("POST", one + "/share", own + "/share", null).get("shared").asBoolean());
        api.refused(409, "DELETE", own, null);
        assertFalse(api.call("POST", one + "/take-back", own + "/take-back", null).get("shared").asBoolean());
        api.call("DELETE", one, own, null);
        api.refused(404, "DELETE", own, null);
        Set<String> left = new TreeSet<>(api.described());
        left.removeIf(row -> !row.contains(" /genomes"));
        left.removeAll(api.called());
        assertEquals(Set.of(), left);
    }
}
