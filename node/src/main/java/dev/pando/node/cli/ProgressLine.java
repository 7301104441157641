package dev.pando.node.cli;

import dev.pando.node.pull.Pull;
import java.util.Locale;

/// Shows how far a download is: one line that is written over, or a line for each tenth where nobody looks.
final class ProgressLine implements Pull.Progress {

    private static final int BAR = 28;

    private final Terminal terminal;
    private final long begunNs = System.nanoTime();
    private long atBeginning = -1;
    private int shown = -1; // thousandths, or tenths where nobody looks
    private boolean open;

    ProgressLine(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public synchronized void at(String file, long done, long size) {
        if (atBeginning < 0) atBeginning = done;
        int step = (int) (done * (terminal.interactive() ? 1000 : 10) / Math.max(1, size));
        if (step == shown) return;
        shown = step;
        double fraction = (double) done / Math.max(1, size);
        int filled = (int) (fraction * BAR);
        String line = String.format(Locale.ROOT, "%s %s%s %3.0f %% of %s%s", file, "█".repeat(filled),
                "░".repeat(BAR - filled),
                fraction * 100, bytes(size), speed(done));
        if (terminal.interactive()) {
            terminal.err().print("\r" + line + "\u001b[K");
            terminal.err().flush();
            open = true;
        } else {
            terminal.say(line);
        }
    }

    private String speed(long done) {
        double seconds = (System.nanoTime() - begunNs) / 1e9;
        return seconds < 1 ? "" : ", " + bytes((long) ((done - atBeginning) / seconds)) + "/s";
    }

    static String bytes(long count) {
        if (count < 1 << 20) return count / 1024 + " KiB";
        if (count < 1L << 30) return count / (1 << 20) + " MiB";
        return String.format(Locale.ROOT, "%.1f GiB", count / (double) (1L << 30));
    }

    synchronized void end() {
        if (open) terminal.err().println();
        open = false;
    }
}
