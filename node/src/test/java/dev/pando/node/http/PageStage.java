package dev.pando.node.http;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import dev.pando.node.answer.ChatEngine;
import dev.pando.node.api.InstanceApi;
import dev.pando.node.api.Operation;
import dev.pando.node.api.SplitCalls;
import dev.pando.node.encode.Encoder;
import dev.pando.node.encode.WordEncoder;
import dev.pando.node.instance.Instance;
import dev.pando.node.rules.Action;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A node with an instance of its own, and Chromium in front of it. Pictures go to `target/screens`.
abstract class PageStage {

    // Only a hang reaches it, on the slowest machine.
    private static final int GIVE_UP_MS = 120_000;
    private static final Path SCREENS = Path.of("target/screens");
    private static Browser browser;

    @TempDir
    private Path folder;
    private final List<String> complaints = new ArrayList<>();
    private ChatEngine engine;
    private Instance instance;
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

    /// Who answers.
    abstract ChatEngine engine();

    /// What turns texts into vectors.
    Encoder encoder() {
        return new WordEncoder("w");
    }

    /// Tools beside the node's own.
    List<Action> actions() {
        return List.of();
    }

    /// What else the node serves.
    List<Operation> more() {
        return SplitCalls.of(Optional::empty);
    }

    @BeforeEach
    void load() {
        engine = engine();
        instance = Instance.open(folder, engine, encoder(), InstantSource.system(), actions());
        node = start(engine, ApiTokens.none());
        visit(node, new NewContextOptions().setViewportSize(1180, 760));
    }

    @AfterEach
    void leave() {
        context.close();
        node.close();
        instance.close();
        engine.close();
    }

    NodeServer start(ChatEngine answers, ApiTokens tokens) {
        return serve(instance, answers, tokens, more());
    }

    static NodeServer serve(Instance instance, ChatEngine answers, ApiTokens tokens, List<Operation> more) {
        return NodeServer.start(new NodeServer.Settings(InetAddress.getLoopbackAddress(), 0, tokens), answers,
                NodeServer.Parts.NONE.withOperations(() -> InstanceApi.of(instance, more)));
    }

    void visit(NodeServer at, NewContextOptions options) {
        if (context != null) context.close();
        context = browser.chromium.newContext(options);
        page = context.newPage();
        page.setDefaultTimeout(GIVE_UP_MS);
        PlaywrightAssertions.setDefaultAssertionTimeout(GIVE_UP_MS);
        page.onConsoleMessage(m -> complaints.add(m.type() + ": " + m.text()));
        page.onPageError(complaints::add);
        page.navigate(at.uri().toString());
    }

    Page page() {
        return page;
    }

    BrowserContext context() {
        return context;
    }

    NodeServer node() {
        return node;
    }

    Instance instance() {
        return instance;
    }

    Path dataDir() {
        return folder;
    }

    void screen(String name) {
        page.waitForTimeout(300); // for the picture only: movements have ended
        page.screenshot(new Page.ScreenshotOptions().setPath(SCREENS.resolve(name + ".png")));
    }

    /// Says something and waits for nothing.
    void say(String words) {
        message().fill(words);
        page.keyboard().press("Enter");
    }

    /// Says something and waits until it is answered.
    void ask(String words) {
        int answers = page.locator(".turn.assistant").count();
        say(words);
        assertThat(page.locator(".turn.assistant")).hasCount(answers + 1);
        assertThat(page.locator(".composer.busy")).hasCount(0);
        assertThat(answer().getByRole(AriaRole.BUTTON, named("Answer again"))).isVisible();
    }

    Locator message() {
        return page.getByLabel("Message", new Page.GetByLabelOptions().setExact(true));
    }

    Locator answer() {
        return page.locator(".turn.assistant").last();
    }

    Locator press(String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    void room(String name) {
        page.locator("#rooms").getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName(name)).click();
        assertThat(page.locator("#room h2")).hasText(name);
    }

    static Locator.GetByRoleOptions named(String name) {
        return new Locator.GetByRoleOptions().setName(name).setExact(true);
    }

    /// What the browser had to say: nothing, if all is well.
    void noComplaints() {
        assertEquals(List.of(), complaints);
    }

    /// What axe finds that is serious: nothing, if all is well.
    void accessible(String where) {
        page.waitForTimeout(300); // movements have ended: half-faded text has half its contrast
        List<String> found = new AxeBuilder(page).analyze().getViolations().stream()
                .filter(rule -> List.of("serious", "critical").contains(rule.getImpact()))
                .map(rule -> rule.getId() + ": " + rule.getNodes().stream().map(n -> n.getHtml()).toList()).toList();
        assertEquals(List.of(), found, where);
    }
}
