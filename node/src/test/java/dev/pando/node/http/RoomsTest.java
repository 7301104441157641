package dev.pando.node.http;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.pando.node.answer.Ask;
import dev.pando.node.answer.ChatEngine;
import dev.pando.node.answer.Event;
import dev.pando.node.answer.FunctionEngine;
import dev.pando.node.answer.Prompt;
import dev.pando.node.rules.Action;
import dev.pando.node.rules.NamedAction;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A person walks through everything that the page has beside plain chatting.
class RoomsTest extends PageStage {

    private static final String EVIL = "<img src=x onerror=alert(1)><script>alert(2)</script>";

    private final NamedAction burn = new NamedAction("burn", Action.Effect.IRREVERSIBLE);
    private int answers;

    @Override
    ChatEngine engine() {
        return new FunctionEngine("tester", 4096, this::script);
    }

    @Override
    List<Action> actions() {
        return List.of(burn);
    }

    private List<Event> script(Ask ask) {
        var last = ((Prompt.Chat) ask.prompt()).messages().getLast();
        if (last.role().equals("tool")) return FunctionEngine.said("I asked for it.");
        if (last.content().contains("burn, which waited")) return FunctionEngine.said("It is burnt.");
        if (last.content().endsWith("burn the letter")) return FunctionEngine.called("burn", "{\"what\":\"letter\"}");
        if (last.content().contains("Lisbon")) return FunctionEngine.said("You live in Lisbon [1], and not in [99].");
        return FunctionEngine.said("Answer " + ++answers + ".");
    }

    @Test
    void anAnswerShowsWhatItIsBasedOnAndLeadsThere() {
        ask("My home town is Lisbon, by the river.");
        page().locator("#new").click();
        ask("Which home town is mine?");
        assertThat(answer().locator(".text")).hasText("You live in Lisbon 1, and not in [99].");
        answer().getByRole(AriaRole.BUTTON, named("Source 1")).click();
        Locator source = answer().locator(".sources li").first();
        assertThat(source).isVisible();
        assertThat(source).containsText("My home town is Lisbon");
        screen("sources");
        accessible("sources");
        source.getByRole(AriaRole.LINK).click();
        assertThat(page().locator(".turn.user .said")).hasText("My home town is Lisbon, by the river.");
        noComplaints();
    }

    @Test
    void editsAndNewAnswersAreBranchesThatCanBeWalked() {
        ask("first words");
        assertThat(answer().locator(".text")).hasText("Answer 1.");
        press("Answer again").click();
        assertThat(answer().locator(".text")).hasText("Answer 2.");
        assertThat(answer().locator(".branches")).containsText("2 of 2");
        answer().getByRole(AriaRole.BUTTON, named("Branch before")).click();
        assertThat(answer().locator(".text")).hasText("Answer 1.");
        page().locator(".turn.user").hover();
        press("Edit the message").click();
        page().getByLabel("The message in other words").fill("second words");
        press("Send").first().click();
        assertThat(page().locator(".turn.user .said")).hasText("second words");
        assertThat(answer().locator(".text")).hasText("Answer 3.");
        assertThat(page().locator(".turn.user .branches")).containsText("2 of 2");
        screen("branches");
        page().reload();
        assertThat(page().locator(".turn.user .said")).hasText("second words");
        noComplaints();
    }

    @Test
    void thumbsAndCorrectionsBecomeLessonsThatCanBeChangedAndDeleted() {
        ask("teach me");
        press("Good answer").click();
        assertThat(press("Good answer")).hasAttribute("aria-pressed", "true");
        press("Correct the answer").click();
        page().getByLabel("What it should have said").fill("Forty-two.");
        press("Keep as the right answer").click();
        assertThat(answer().locator(".text")).hasText("Forty-two.");
        room("Lessons");
        assertThat(page().locator(".card h3")).hasText(new String[]{"Corrected answer", "Good answer"});
        page().locator(".card").first().getByRole(AriaRole.BUTTON, named("Change “Right”")).click();
        page().getByLabel("Right", new com.microsoft.playwright.Page.GetByLabelOptions().setExact(true)).fill("42.");
        press("Save").click();
        assertThat(page().locator(".card").first()).containsText("42.");
        screen("lessons");
        accessible("lessons");
        page().locator(".card").first().getByRole(AriaRole.BUTTON, named("Delete the lesson")).click();
        press("Delete for good?").click();
        assertThat(page().locator(".card")).hasCount(1);
        noComplaints();
    }

    @Test
    void memoriesAndIdentityCanBeWrittenChangedAndForgotten() {
        room("Memory");
        page().getByLabel("A note to remember").fill("The key is under the third pot. " + EVIL);
        press("Remember").click();
        assertThat(page().locator(".card .words")).hasText("The key is under the third pot. " + EVIL);
        page().getByLabel("A note to remember").fill("Trains leave at noon.");
        press("Remember").click();
        assertThat(page().locator(".card")).hasCount(2);
        assertThat(page().locator(".card .words").first()).hasText("Trains leave at noon.");
        page().getByLabel("Search memories").fill("third pot");
        assertThat(page().locator(".card .words").first()).hasText("The key is under the third pot. " + EVIL);
        press("Change this memory").first().click();
        page().getByLabel("The memory").fill("The key is under the second pot.");
        press("Save").click();
        assertThat(page().locator(".card .words").first()).hasText("The key is under the second pot.");
        screen("memory");
        accessible("memory");
        press("Forget").first().click();
        press("Forget for good?").click();
        assertThat(page().locator(".card")).hasCount(1);
        assertEquals(1, instance().memories().list(Long.MAX_VALUE, 10).size());
        room("You");
        page().getByLabel("What it is").fill("city");
        page().getByLabel("How it is for you").fill("Lisbon");
        press("Add").click();
        assertThat(page().locator(".card h3")).hasText("city");
        press("Change city").click();
        page().locator(".card textarea").fill("Porto");
        press("Save").click();
        assertThat(page().locator(".card .words")).hasText("Porto");
        assertThat(page().locator(".key")).hasText(instance().key().publicHex());
        screen("you");
        accessible("you");
        noComplaints();
    }

    @Test
    void aToolThatCannotBeUndoneRunsOnlyAfterAYes() {
        room("Approvals");
        page().locator(".card", new com.microsoft.playwright.Page.LocatorOptions().setHasText("burn"))
                .getByRole(AriaRole.CHECKBOX).check();
        page().locator("#new").click();
        say("burn the letter");
        assertThat(answer().locator(".text")).hasText("I asked for it.");
        assertThat(page().locator(".approval")).containsText("waits for you");
        assertThat(page().locator("#waiting")).hasText("1");
        assertEquals(List.of(), burn.runs());
        screen("approval");
        accessible("approval");
        press("Allow once").click();
        assertThat(page().locator(".approval")).containsText("done");
        assertEquals(List.of("{\"what\":\"letter\"}"), burn.runs());
        assertThat(answer().locator(".text")).hasText("It is burnt.");
        assertThat(page().locator("#waiting")).isHidden();
        room("Approvals");
        assertThat(page().locator(".scroll")).containsText("approved");
        screen("approvals");
        noComplaints();
    }

    @Test
    void historyIsSearchedAndMarkupStaysText() {
        ask("The heron stands in the reeds. " + EVIL);
        page().locator("#new").click();
        ask("Something about trains.");
        assertThat(page().locator("#history a")).hasCount(2);
        page().keyboard().press("Control+k");
        page().keyboard().type("heron");
        assertThat(page().locator("#history a")).hasCount(1);
        assertThat(page().locator("#history mark")).hasText("heron");
        page().keyboard().press("ArrowDown");
        page().keyboard().press("Enter");
        assertThat(page().locator(".turn.user .said")).hasText("The heron stands in the reeds. " + EVIL);
        assertEquals(0, page().locator("#log img, #history img, #log script").count());
        screen("history");
        noComplaints();
    }

    @Test
    void everythingCanBeDoneWithKeysAlone() {
        page().keyboard().type("by keys");
        page().keyboard().press("Enter");
        assertThat(answer().locator(".text")).hasText("Answer 1.");
        press("Good answer").focus();
        page().keyboard().press("Enter");
        assertThat(press("Good answer")).hasAttribute("aria-pressed", "true");
        assertThat(press("Good answer")).isFocused();
        page().locator("#rooms a").first().focus();
        page().keyboard().press("Tab");
        page().keyboard().press("Enter");
        assertThat(page().locator("#room h2")).hasText("Memory");
        noComplaints();
    }

    @Test
    void lightAndDarkPassTheAccessibilityCheck() {
        accessible("welcome");
        ask("hello");
        accessible("chat");
        press("Dark appearance").click();
        accessible("chat, dark");
        screen("chat-dark");
        for (String room : List.of("Memory", "You", "Lessons", "Approvals", "Machines")) {
            room(room);
            accessible(room + ", dark");
        }
    }

    @Test
    void aPhoneHasAllRoomsInADrawer() {
        visit(node(), new NewContextOptions().setViewportSize(360, 720).setColorScheme(ColorScheme.DARK));
        ask("small");
        screen("phone-chat");
        press("History and rooms").click();
        screen("phone-drawer");
        accessible("phone drawer");
        room("Approvals");
        screen("phone-approvals");
        assertTrue((Boolean) page().evaluate("document.documentElement.scrollWidth <= innerWidth"));
        noComplaints();
    }
}
