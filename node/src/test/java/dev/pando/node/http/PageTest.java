package dev.pando.node.http;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.pando.node.answer.NoModel;
import dev.pando.node.answer.ScriptedEngine;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A person chats in Chromium with a node whose tokens come when the test says so.
class PageTest {

    private static final Path SCREENS = Path.of("target/screens");
    private static Browser browser;

    private final Semaphore gate = new Semaphore(0);
    private final ScriptedEngine engine = ScriptedEngine.gated(2, 4, gate);
    private final List<String> complaints = new ArrayList<>();
    private NodeServer node;
    private BrowserContext context;
    private Page page;

    @BeforeAll
    static void open() throws Exception {
        browser = Browser.start();
        Files.createDirectories(SCREENS);
    }

    @AfterAll
    static void shut() {
        if (browser != null) browser.close();
    }

    @BeforeEach
    void load() {
        node = NodeServer.start(new NodeServer.Settings(InetAddress.getLoopbackAddress(), 0, ApiTokens.none()), engine);
        visit(node, new com.microsoft.playwright.Browser.NewContextOptions().setViewportSize(1180, 760));
    }

    private void visit(NodeServer at, com.microsoft.playwright.Browser.NewContextOptions options) {
        context = browser.chromium.newContext(options);
        page = context.newPage();
        page.onConsoleMessage(m -> complaints.add(m.type() + ": " + m.text()));
        page.onPageError(complaints::add);
        page.navigate(at.uri().toString());
    }

    @AfterEach
    void leave() {
        context.close();
        node.close();
        engine.close();
    }

    private void screen(String name) {
        page.waitForTimeout(300); // for the picture only: movements have ended
        page.screenshot(new Page.ScreenshotOptions().setPath(SCREENS.resolve(name + ".png")));
    }

    private void say(String words) {
        page.getByLabel("Message", new Page.GetByLabelOptions().setExact(true)).fill(words);
        page.keyboard().press("Enter");
    }

    @Test
    void anAnswerIsSeenAsItGrowsAndStopEndsIt() {
        assertThat(page.getByText("scripted")).isVisible();
        screen("welcome");
        say("forever");
        assertThat(page.getByRole(AriaRole.BUTTON, named("Stop"))).isVisible();
        screen("waiting");
        gate.release(5);
        assertThat(page.locator(".turn.assistant .text")).hasText("on on on on on");
        gate.release(1);
        assertThat(page.locator(".turn.assistant .text")).hasText("on on on on on on");
        page.getByRole(AriaRole.BUTTON, named("Stop")).click();
        assertThat(page.getByRole(AriaRole.BUTTON, named("Send"))).isVisible();
        assertThat(page.locator(".pace")).containsText("stopped");
        page.waitForCondition(() -> engine.load().active() == 0);
        assertEquals(List.of(), complaints);
    }

    private static Page.GetByRoleOptions named(String name) {
        return new Page.GetByRoleOptions().setName(name).setExact(true);
    }

    @Test
    void escapeStopsAndShiftEnterMakesALine() {
        page.getByLabel("Message", new Page.GetByLabelOptions().setExact(true)).fill("one");
        page.keyboard().press("Shift+Enter");
        page.keyboard().type("two");
        gate.release(100);
        page.keyboard().press("Enter");
        assertThat(page.locator(".turn.user")).hasText("one\ntwo");
        assertThat(page.getByText("Answer complete")).hasCount(1);
        gate.drainPermits();
        say("forever");
        gate.release(2);
        assertThat(page.locator(".turn.assistant .text").last()).hasText("on on");
        page.keyboard().press("Escape");
        assertThat(page.locator(".pace").last()).containsText("stopped");
    }

    @Test
    void markdownIsShownAndMarkupOfTheModelStaysText() {
        gate.release(1000);
        say("code");
        assertThat(page.locator(".code code")).containsText("say(\"<b>hi</b>\");");
        assertThat(page.locator(".text strong")).hasText("a loop");
        assertThat(page.locator(".text li")).hasCount(2);
        assertThat(page.locator(".text img")).hasCount(0);
        assertThat(page.locator(".text a")).hasCount(1);
        assertThat(page.getByText("<img src=x onerror=alert(1)>")).isVisible();
        assertThat(page.locator(".text a")).hasAttribute("href", "https://example.org/");
        context.grantPermissions(List.of("clipboard-read", "clipboard-write"));
        page.locator(".code .bar button").click();
        assertThat(page.locator(".code .bar button")).hasText("Copied");
        screen("markdown");
        page.getByRole(AriaRole.BUTTON, named("Dark appearance")).click();
        screen("markdown-dark");
        assertEquals(List.of(), complaints);
    }

    @Test
    void theConversationGoesOnAndANewOneForgetsIt() {
        gate.release(1000);
        say("count 3");
        assertThat(page.getByText("Answer complete")).hasCount(1);
        say("again");
        assertThat(page.locator(".turn.assistant .text").last()).hasText("again");
        assertEquals(3, ((dev.pando.node.answer.Prompt.Chat) engine.lastAsk().prompt()).messages().size());
        page.getByRole(AriaRole.BUTTON, named("New conversation")).click();
        assertThat(page.locator(".turn")).hasCount(0);
        say("fresh");
        assertThat(page.locator(".turn.assistant .text").last()).hasText("fresh");
        assertEquals(1, ((dev.pando.node.answer.Prompt.Chat) engine.lastAsk().prompt()).messages().size());
    }

    @Test
    void anEngineThatBreaksDownIsSaidInOneLine() {
        say("break");
        assertThat(page.getByRole(AriaRole.ALERT)).hasText("the script says so");
    }

    @Test
    void aPhoneShowsEverythingWithoutScrollingSideways() {
        context.close();
        visit(node, new com.microsoft.playwright.Browser.NewContextOptions().setViewportSize(360, 720)
                .setColorScheme(ColorScheme.DARK));
        screen("phone-welcome");
        gate.release(1000);
        say("code");
        assertThat(page.getByText("Answer complete")).hasCount(1);
        screen("phone");
        assertEquals(true, page.evaluate("document.documentElement.scrollWidth <= innerWidth"));
    }

    @Test
    void aNodeWithoutAModelSaysHowToGetOne() {
        try (NodeServer empty = NodeServer.start(
                new NodeServer.Settings(InetAddress.getLoopbackAddress(), 0, ApiTokens.none()),
                new NoModel("get one"))) {
            page.navigate(empty.uri().toString());
            assertThat(page.getByText("No model yet")).isVisible();
            assertThat(page.getByText("./pando pull")).isVisible();
            screen("no-model");
        }
    }

    @Test
    void aLockedNodeAsksForItsToken() throws Exception {
        String token = "0123456789abcdef0123456789abcdef";
        try (NodeServer locked = NodeServer.start(new NodeServer.Settings(InetAddress.getLoopbackAddress(), 0,
                ApiTokens.load(token, Path.of("none"))), engine)) {
            page.navigate(locked.uri().toString());
            assertThat(page.getByText("This node is locked")).isVisible();
            screen("locked");
            page.getByLabel("API token").fill(token);
            page.keyboard().press("Enter");
            assertThat(page.getByText("scripted")).isVisible();
        }
    }
}
