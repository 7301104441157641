package dev.pando.node.cli;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;

/// Opens a page where there is a screen.
final class BrowserWindow {

    private BrowserWindow() {}

    static void open(URI address) {
        boolean mac = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac");
        boolean screen = System.getenv("DISPLAY") != null || System.getenv("WAYLAND_DISPLAY") != null;
        if (!mac && !screen) return;
        try {
            new ProcessBuilder(List.of(mac ? "open" : "xdg-open", address.toString()))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            // the line with the address is there all the same
        }
    }
}
