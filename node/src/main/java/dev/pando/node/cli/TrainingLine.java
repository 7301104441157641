package dev.pando.node.cli;

import dev.pando.engine.learn.Progress;
import java.util.Locale;
import java.util.function.Consumer;

/// Shows how far a run is: one line that is written over, or a line for each twentieth where nobody looks.
final class TrainingLine implements Consumer<Progress> {

    private static final int LINES = 20;

    private final Terminal terminal;
    private boolean open;

    TrainingLine(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void accept(Progress p) {
        boolean measured = !Float.isNaN(p.heldOutLoss());
        String line = String.format(Locale.ROOT, "step %d of %d, loss %.4f%s, %.0f tokens/s, %s left", p.step(),
                p.steps(), p.loss(), measured ? String.format(Locale.ROOT, ", held out %.4f", p.heldOutLoss()) : "",
                p.tokensPerSecond(), time(p.secondsLeft()));
        if (terminal.interactive()) {
            terminal.err().print("\r" + line + "\u001b[K" + (measured ? "\n" : ""));
            terminal.err().flush();
            open = !measured;
        } else if (measured || p.step() % Math.max(1, p.steps() / LINES) == 0) {
            terminal.say(line);
        }
    }

    static String time(double seconds) {
        long s = Math.round(seconds);
        if (s < 60) return s + " s";
        if (s < 3_600) return s / 60 + " min";
        return String.format(Locale.ROOT, "%d h %02d min", s / 3_600, s / 60 % 60);
    }

    void end() {
        if (open) terminal.err().println();
        open = false;
    }
}
