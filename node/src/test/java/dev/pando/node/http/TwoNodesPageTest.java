package dev.pando.node.http;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.pando.node.answer.ChatEngine;
import dev.pando.node.answer.FunctionEngine;
import dev.pando.node.answer.NoModel;
import dev.pando.node.answer.Prompt;
import dev.pando.node.api.KnowledgeCalls;
import dev.pando.node.api.Operation;
import dev.pando.node.api.PeerCalls;
import dev.pando.node.api.SharingCalls;
import dev.pando.node.collective.Collective;
import dev.pando.node.collective.Station;
import dev.pando.node.consent.Rule;
import dev.pando.node.encode.WordEncoder;
import dev.pando.node.encode.Encoder;
import dev.pando.node.gate.Trust;
import dev.pando.node.instance.Instance;
import dev.pando.node.net.NetConfig;
import dev.pando.node.net.NetSettings;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// In the browser: one node teaches and shares, another one receives, answers with the source, and loses it when it is taken back.
class TwoNodesPageTest extends PageStage {

    @TempDir
    private Path folder;
    private Station teacher;
    private Instance second;
    private Station pupil;

    @Override
    ChatEngine engine() {
        return FunctionEngine.saying("tester", ask -> {
            String prompt = ((Prompt.Chat) ask.prompt()).messages().getLast().content();
            return prompt.contains("[2] Honey shortage raises sugar sales.")
                    ? "Through honey shortage [1] it raises sugar sales [2]."
                    : prompt.contains("[1] ") ? "Honey shortage [1]." : "I see.";
        });
    }

    @Override
    Encoder encoder() {
        return new WordEncoder("words");
    }

    @Override
    List<Operation> more() {
        teacher = station(instance(), dataDir());
        second = Instance.open(folder, engine(), encoder(), InstantSource.system(), List.of());
        pupil = station(second, folder, teacher.addresses().getFirst());
        return rooms(teacher);
    }

    private static Station station(Instance of, Path dataDir, String... invited) {
        NetSettings settings = NetSettings.loopback(dataDir);
        return Station.open(of.collective(), new NetConfig(Optional.of(settings), List.of(invited)));
    }

    private static List<Operation> rooms(Station station) {
        return Stream.of(KnowledgeCalls.of(station, new NoModel("none")), SharingCalls.of(station),
                PeerCalls.of(station.host())).flatMap(List::stream).toList();
    }

    @AfterEach
    void closeStations() {
        pupil.close();
        second.close();
        teacher.close();
    }

    @Test
    void whatOneTeachesAnotherAnswersWithUntilItIsTakenBack() {
        Page first = page();
        teach("Late swarming causes honey shortage.");
        assertThat(page().locator(".fact")).hasCount(1);
        screen("knowledge");
        accessible("knowledge");
        room("Sharing");
        assertThat(page().locator("#sharing-on")).not().isChecked();
        assertEquals(0, pupil.collective().notes().count());
        page().locator("#sharing-on").check();
        assertThat(page().locator(".card strong").first()).hasText("Sharing is on");
        if (page().getByLabel("Rule for bees").count() == 0) {
            page().getByLabel("Topic", exact()).fill("bees");
            press("Add").first().click();
        }
        page().getByLabel("Rule for bees").selectOption("share");
        press("Share these").click();
        assertThat(page().getByLabel("Log")
                .getByText("left", new com.microsoft.playwright.Locator.GetByTextOptions().setExact(true)).first())
                .isVisible();
        screen("sharing");
        accessible("sharing");
        page().waitForCondition(() -> pupil.collective().notes().count() == 1);

        try (NodeServer other = serve(second, engine(), ApiTokens.none(), rooms(pupil))) {
            page().navigate(other.uri() + "/#/knowledge");
            assertThat(page().locator(".fact.foreign")).hasCount(1);
            page().getByLabel("A question to the knowledge").fill("What does late swarming lead to?");
            page().getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Ask").setExact(true)).click();
            assertThat(page().locator(".answer .words")).containsText("honey shortage");
            assertThat(page().locator(".answer .sources li")).containsText("Late swarming causes honey shortage.");
            screen("knowledge-foreign");

            page().navigate(node().uri() + "/#/knowledge");
            press("Take back").click();
            press("Take back from everybody?").click();
            assertThat(page().locator(".fact")).hasCount(0);
            page().waitForCondition(() -> pupil.collective().notes().count() == 0);

            page().navigate(other.uri() + "/#/knowledge");
            assertThat(page().getByText("Nothing yet.")).isVisible();
        }
        assertEquals(first, page());
        noComplaints();
    }

    @Test
    void whatIsSaidToOneNodeIsCitedInTheChatOfAnotherAndGoneWhenItIsTakenBack() {
        ask("Late swarming causes honey shortage.");
        press("Private conversation").click(); // once is not enough where something was said
        press("New conversation").click();
        press("Private conversation").click();
        ask("Locked hives bring envy.");
        screen("private");
        assertEquals(List.of("Late swarming causes honey shortage."), sentences(instance()),
                "the private one taught nothing");
        instance().collective().sharing().turn(true);
        instance().collective().sharing().rule(Collective.TALKS, Rule.SHARE);
        room("Sharing");
        press("Share these").click();
        page().waitForCondition(() -> pupil.collective().notes().count() == 1);

        try (NodeServer other = serve(second, engine(), ApiTokens.none(), rooms(pupil))) {
            page().navigate(other.uri().toString());
            ask("Honey shortage raises sugar sales.");
            press("New conversation").click();
            ask("What does late swarming lead to?");
            assertThat(answer().locator(".text")).hasText("Through honey shortage 1 it raises sugar sales 2.");
            assertThat(answer().locator(".path")).containsText("late swarming → honey shortage1 → sugar sales2");
            assertThat(answer().locator(".path")).containsText(
                    "[1] from " + instance().key().publicHex().substring(0, 12) + "… · [2] yours");
            answer().locator(".text").getByRole(AriaRole.BUTTON, named("Source 1")).click();
            Locator source = answer().locator(".sources li").first();
            assertThat(source).containsText("Late swarming causes honey shortage.");
            screen("chat-foreign");
            accessible("chat-foreign");
            String conversation = page().url();
            source.getByRole(AriaRole.LINK).click();
            assertThat(page().locator(".fact.pointed")).containsText(instance().key().publicHex());
            screen("note-foreign");
            accessible("note-foreign");

            page().navigate(node().uri() + "/#/knowledge");
            press("Take back").click();
            press("Take back from everybody?").click();
            page().waitForCondition(() -> pupil.collective().notes().count() == 1);

            page().navigate(conversation);
            answer().locator("summary").click();
            assertThat(answer().locator(".sources li").first()).containsText("taken back by its author");
            assertThat(answer().locator(".path")).hasCount(0);
            press("New conversation").click();
            ask("What does late swarming lead to?");
            assertThat(answer().locator(".cite")).hasCount(0);
        }
        noComplaints();
    }

    @Test
    void peersAreListedMetTrustedAndBlocked() {
        String friend = second.key().publicHex(), short16 = friend.substring(0, 16) + "…";
        page().waitForCondition(() -> teacher.peers() == 1); // the pupil was told where the teacher is
        room("Sharing");
        Locator authors = page().getByLabel("Authors", exact());
        authors.locator("summary").click();
        assertThat(authors.locator("li")).hasText(Pattern.compile(".* tcp, came .*"));
        assertThat(authors.locator("li code")).hasText(pupil.host().orElseThrow().peer());
        assertThat(authors).containsText("This node is at " + teacher.addresses().getFirst());
        assertThat(authors.getByText(short16)).hasCount(0);

        page().getByLabel("A peer’s address").fill(pupil.addresses().getFirst());
        press("Meet").click();
        Locator known = authors.locator("p.row").filter(new Locator.FilterOptions().setHasText(short16));
        assertThat(known).containsText("invited");
        known.getByRole(AriaRole.BUTTON, named("No friend of mine")).click();
        assertThat(known).not().containsText("invited");
        assertEquals(false, trusted(friend).invited());
        known.getByRole(AriaRole.BUTTON, named("Trust as a friend")).focus();
        page().keyboard().press("Enter");
        assertThat(known).containsText("invited");
        assertEquals(true, trusted(friend).invited());
        known.getByRole(AriaRole.BUTTON, named("Block")).click();
        assertThat(known).containsText("blocked");
        assertEquals(true, trusted(friend).blocked());
        known.getByRole(AriaRole.BUTTON, named("Unblock")).click();
        assertThat(known).not().containsText("blocked");
        accessible("peers");
        screen("peers");
        noComplaints();

        page().getByLabel("A peer’s address").fill("nobody");
        press("Meet").click();
        assertThat(page().getByRole(AriaRole.ALERT)
                .filter(new Locator.FilterOptions().setHasText("does not end in a peer")))
                .isVisible();
    }

    private Trust.Standing trusted(String author) {
        return instance().collective().trust().all().get(author);
    }

    private static List<String> sentences(Instance of) {
        return of.collective().notes().known().stream().map(n -> n.statement().sentence()).toList();
    }

    private static Page.GetByLabelOptions exact() {
        return new Page.GetByLabelOptions().setExact(true);
    }

    private void teach(String sentence) {
        room("Knowledge");
        page().getByLabel("A text to learn from").fill(sentence);
        page().getByLabel("Topic", exact()).fill("bees");
        press("Learn").click();
        assertThat(page().getByText("Learned 1 statement.")).isVisible();
    }
}
