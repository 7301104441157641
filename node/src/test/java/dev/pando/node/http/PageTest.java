package dev.pando.node.http;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.pando.node.answer.ChatEngine;
import dev.pando.node.answer.NoModel;
import dev.pando.node.answer.Prompt;
import dev.pando.node.answer.ScriptedEngine;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/// A person chats in Chromium with a node whose tokens come when the test says so.
class PageTest extends PageStage {

    private final Semaphore gate = new Semaphore(0);
    private final ScriptedEngine engine = ScriptedEngine.gated(2, 4, gate);

    @Override
    ChatEngine engine() {
        return engine;
    }

    @Test
    void anAnswerIsSeenAsItGrowsAndStopEndsIt() {
        assertThat(page().locator("#model-name")).isVisible();
        screen("welcome");
        say("forever");
        assertThat(press("Stop")).isVisible();
        screen("waiting");
        gate.release(5);
        assertThat(page().locator(".turn.assistant .text")).hasText("on on on on on");
        gate.release(1);
        assertThat(page().locator(".turn.assistant .text")).hasText("on on on on on on");
        press("Stop").click();
        assertThat(press("Send")).isVisible();
        assertThat(page().locator(".pace")).containsText("stopped");
        page().waitForCondition(() -> engine.load().active() == 0);
        noComplaints();
    }

    @Test
    void escapeStopsAndShiftEnterMakesALine() {
        message().fill("one");
        page().keyboard().press("Shift+Enter");
        page().keyboard().type("two");
        gate.release(100);
        page().keyboard().press("Enter");
        assertThat(page().locator(".turn.user .said")).hasText("one\ntwo");
        assertThat(page().getByText("Answer complete")).hasCount(1);
        gate.drainPermits();
        say("forever");
        gate.release(2);
        assertThat(page().locator(".turn.assistant .text").last()).hasText("on on");
        page().keyboard().press("Escape");
        assertThat(page().locator(".pace").last()).containsText("stopped");
    }

    @Test
    void markdownIsShownAndMarkupOfTheModelStaysText() {
        gate.release(1000);
        say("code");
        assertThat(page().locator(".code code")).containsText("say(\"<b>hi</b>\");");
        assertThat(page().locator(".text strong")).hasText("a loop");
        assertThat(page().locator(".text li")).hasCount(2);
        assertThat(page().locator(".text img")).hasCount(0);
        assertThat(page().locator(".text a")).hasCount(1);
        assertThat(page().getByText("<img src=x onerror=alert(1)>")).isVisible();
        assertThat(page().locator(".text a")).hasAttribute("href", "https://example.org/");
        context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
        page().locator(".code .bar button").click();
        assertThat(page().locator(".code .bar button")).hasText("Copied");
        screen("markdown");
        press("Dark appearance").click();
        screen("markdown-dark");
        noComplaints();
    }

    @Test
    void theConversationGoesOnAndANewOneForgetsIt() {
        gate.release(1000);
        say("count 3");
        assertThat(page().getByText("Answer complete")).hasCount(1);
        say("again");
        assertThat(page().locator(".turn.assistant .text").last()).hasText("again");
        assertEquals(3, spoken());
        Object left = page().locator("#new").evaluate(
                "button => { button.click(); return document.querySelectorAll('.turn').length; }");
        assertEquals(0, left, "gone with the click: what is typed now is not said to the old one");
        say("fresh");
        assertThat(page().locator(".turn.assistant .text").last()).hasText("fresh");
        assertEquals(1, spoken());
    }

    private long spoken() {
        return ((Prompt.Chat) engine.lastAsk().prompt()).messages().stream().filter(m -> !m.role().equals("system"))
                .count();
    }

    @Test
    void anEngineThatBreaksDownIsSaidInOneLine() {
        say("break");
        assertThat(page().getByRole(AriaRole.ALERT)).hasText("the script says so");
    }

    @Test
    void aPhoneShowsEverythingWithoutScrollingSideways() {
        visit(node(), new NewContextOptions().setViewportSize(360, 720)
                .setColorScheme(ColorScheme.DARK));
        screen("phone-welcome");
        gate.release(1000);
        say("code");
        assertThat(page().getByText("Answer complete")).hasCount(1);
        screen("phone");
        assertEquals(true, page().evaluate("document.documentElement.scrollWidth <= innerWidth"));
    }

    @Test
    void aNodeWithoutAModelSaysHowToGetOne() {
        try (NodeServer empty = start(new NoModel("get one"), ApiTokens.none())) {
            page().navigate(empty.uri().toString());
            assertThat(page().getByText("No model yet")).isVisible();
            assertThat(page().getByText("./pando pull")).isVisible();
            screen("no-model");
        }
    }

    @Test
    void aLockedNodeAsksForItsToken() throws Exception {
        String token = "0123456789abcdef0123456789abcdef";
        try (NodeServer locked = start(engine, ApiTokens.load(token, Path.of("none")))) {
            page().navigate(locked.uri().toString());
            assertThat(page().getByText("This node is locked")).isVisible();
            screen("locked");
            page().getByLabel("API token").fill(token);
            page().keyboard().press("Enter");
            assertThat(page().locator("#model-name")).isVisible();
        }
    }
}
