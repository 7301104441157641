package dev.pando.node.http;

import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/// Chromium under a test's hand; installed by `.ci/install-chromium` where that is possible.
final class Browser implements AutoCloseable {

    private static final Path ROOT = Path.of(System.getProperty("pando.root", ".."));
    private static final List<String> FLAGS = List.of("--no-sandbox", "--disable-gpu", "--disable-quic",
            "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync");

    private final Playwright playwright;
    final com.microsoft.playwright.Browser chromium;

    private Browser(Playwright playwright, com.microsoft.playwright.Browser chromium) {
        this.playwright = playwright;
        this.chromium = chromium;
    }

    /// Starts it, or skips the calling test loudly where there is none.
    static Browser start() throws Exception {
        Path log = Files.createTempFile("chromium", ".log");
        Process install = new ProcessBuilder(ROOT.resolve(".ci/install-chromium").toString())
                .redirectError(log.toFile()).start();
        String path = new String(install.getInputStream().readAllBytes()).strip();
        boolean ok = install.waitFor(5, TimeUnit.MINUTES) && install.exitValue() == 0;
        if (!ok) System.err.println("SKIPPED: the page is not tested, Chromium is missing: " + Files.readString(log));
        Assumptions.assumeTrue(ok, "no Chromium");
        Playwright playwright = Playwright.create(new Playwright.CreateOptions()
                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        return new Browser(playwright, playwright.chromium().launch(new BrowserType.LaunchOptions()
                .setExecutablePath(Path.of(path)).setArgs(FLAGS).setHeadless(true)));
    }

    @Override
    public void close() {
        chromium.close();
        playwright.close();
    }
}
