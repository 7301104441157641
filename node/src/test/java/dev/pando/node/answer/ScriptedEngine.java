package dev.pando.node.answer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An engine whose answers are known beforehand: it says back what it was told, one word a token.
///
/// "count 5" counts to five, "forever" never ends, "break" breaks down, "code" answers in Markdown; anything else is
/// echoed. If it is offered tools, "call NAME {…}" calls one; if it must call one, it calls the first. With [#gated] each token waits for a permit, so that a test decides when time passes.
public final class ScriptedEngine implements ChatEngine {

    /// The model's name.
    public static final String MODEL = "scripted";
    private static final String MARKDOWN = "Here is **a loop**:\n\n```java\nfor (int i = 0; i < 3; i++) {\n    say(\"<b>hi</b>\");\n}\n```\n\n"
            + "- one\n- two with `code`\n\n<img src=x onerror=alert(1)> [link](javascript:alert(1)) [good](https://example.org/)";

    // Where notes stand before a question.
    private static final String ASKED = "\n\nQuestion: ";

    private final int slots;
    private final int queueMax;
    private final Semaphore gate;
    private final List<Script> active = new ArrayList<>();
    private final Deque<Script> waiting = new ArrayDeque<>();
    private volatile Ask lastAsk;

    private ScriptedEngine(int slots, int queueMax, Semaphore gate) {
        this.slots = slots;
        this.queueMax = queueMax;
        this.gate = gate;
    }

    /// Answers as fast as it can.
    public static ScriptedEngine free(int slots, int queueMax) {
        return new ScriptedEngine(slots, queueMax, null);
    }

    /// Answers a token for each permit of the gate.
    public static ScriptedEngine gated(int slots, int queueMax, Semaphore gate) {
        return new ScriptedEngine(slots, queueMax, gate);
    }

    /// What it was asked last.
    public Ask lastAsk() {
        return lastAsk;
    }

    @Override
    public List<ModelCard> models() {
        return List.of(new ModelCard(MODEL, 4096, 1_700_000_000L));
    }

    @Override
    public synchronized Admission submit(Ask ask) {
        lastAsk = ask;
        if (!ask.model().isEmpty() && !ask.model().equals(MODEL)) {
            return new Admission.Refused(Admission.Why.UNKNOWN_MODEL, "model " + ask.model() + " is not here");
        }
        if (active.size() == slots && waiting.size() == queueMax) return new Admission.Busy(1500);
        Script script = new Script(ask);
        if (active.size() < slots) {
            start(script);
        } else {
            waiting.add(script);
        }
        return new Admission.Started(script);
    }

    private void start(Script script) {
        active.add(script);
        Thread.ofVirtual().start(script::run);
    }

    private synchronized void over(Script script) {
        waiting.remove(script);
        if (active.remove(script) && !waiting.isEmpty()) start(waiting.poll());
    }

    @Override
    public OptionalInt promptTokens(Ask ask) {
        return OptionalInt.of(7);
    }

    @Override
    public synchronized Load load() {
        return new Load(active.size(), waiting.size(), slots, queueMax);
    }

    @Override
    public synchronized void close() {
        List.copyOf(waiting).forEach(Script::cancel);
        List.copyOf(active).forEach(Script::cancel);
    }

    private final class Script implements Generation {
        private final Ask ask;
        private final long submittedNs = System.nanoTime();
        private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
        private volatile boolean cancelled;
        private volatile Thread runner;
        private boolean finished;

        Script(Ask ask) {
            this.ask = ask;
        }

        @Override
        public Event next() throws InterruptedException {
            return events.take();
        }

        @Override
        public void cancel() {
            cancelled = true;
            finish(FinishReason.CANCELLED, 0, 0);
            Thread running = runner;
            if (running != null) running.interrupt();
        }

        void run() {
            runner = Thread.currentThread();
            long queueNs = System.nanoTime() - submittedNs;
            String said = said(ask.prompt());
            if (said.equals("break")) {
                events.add(new Event.Failed("the script says so"));
                over(this);
                return;
            }
            Matcher call = Pattern.compile("call (\\S+) (.*)").matcher(said);
            if (ask.tools().callable() && call.matches()) {
                call(call.group(1), call.group(2), queueNs);
            } else if (ask.tools().use() == Toolset.Use.REQUIRED) {
                call(ask.tools().tools().getFirst().name(), "{}", queueNs);
            } else {
                speak(said, queueNs);
            }
        }

        private void call(String name, String arguments, long queueNs) {
            int half = arguments.length() / 2;
            events.add(new Event.CallPiece(0, "call12345", name, ""));
            events.add(new Event.CallPiece(0, "", "", arguments.substring(0, half)));
            events.add(new Event.CallPiece(0, "", "", arguments.substring(half)));
            finish(FinishReason.STOP, 3, queueNs);
        }

        private void speak(String said, long queueNs) {
            int most = ask.maxTokens().orElse(Integer.MAX_VALUE), tokens = 0;
            for (int at = 0; !cancelled; tokens++) {
                String word = word(said, at);
                Optional<String> stop = ask.stop().stream()
                        .filter(s -> s.strip().equals(word == null ? "" : word.strip()))
                        .findFirst();
                if (word == null || stop.isPresent()) {
                    finish(FinishReason.STOP, stop, tokens, queueNs);
                    return;
                }
                if (tokens == most) {
                    finish(FinishReason.LENGTH, tokens, queueNs);
                    return;
                }
                if (!pass()) return;
                at += word.length();
                events.add(new Event.Piece(word, scores(word, tokens)));
            }
        }

        private boolean pass() {
            if (gate == null) return true;
            try {
                gate.acquire();
                return true;
            } catch (InterruptedException e) {
                return false;
            }
        }

        private List<TokenScore> scores(String word, int id) {
            if (ask.topLogprobs().isEmpty()) return List.of();
            byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
            List<TokenScore.Candidate> top = new ArrayList<>();
            for (int i = 0; i < ask.topLogprobs().getAsInt(); i++)
                top.add(new TokenScore.Candidate(id, bytes, -0.5 - i));
            return List.of(new TokenScore(id, bytes, -0.5, top));
        }

        private void finish(FinishReason reason, int tokens, long queueNs) {
            finish(reason, Optional.empty(), tokens, queueNs);
        }

        private synchronized void finish(FinishReason reason, Optional<String> stop, int tokens, long queueNs) {
            if (finished) return;
            finished = true;
            over(this);
            events.add(new Event.Finished(reason, stop, new Usage(7, 3, tokens, queueNs, 1_000, 1_000L * tokens)));
        }
    }

    private static String said(Prompt prompt) {
        String text = switch (prompt) {
            case Prompt.Chat(var messages) -> messages.getLast().content();
            case Prompt.Text(var words) -> words;
        };
        text = text.substring(text.lastIndexOf(ASKED) < 0 ? 0 : text.lastIndexOf(ASKED) + ASKED.length());
        if (text.equals("code")) return MARKDOWN;
        if (!text.startsWith("count ")) return text;
        StringBuilder numbers = new StringBuilder();
        for (int i = 1; i <= Integer.parseInt(text.substring(6)); i++) numbers.append(i == 1 ? "" : " ").append(i);
        return numbers.toString();
    }

    private static String word(String said, int at) {
        if (said.equals("forever")) return "on ";
        if (at >= said.length()) return null;
        int end = said.indexOf(' ', at);
        return end < 0 ? said.substring(at) : said.substring(at, end + 1);
    }
}
