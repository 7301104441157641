package dev.pando.node.http;

import dev.pando.node.answer.ChatEngine;
import dev.pando.node.answer.FinishReason;
import dev.pando.node.answer.Usage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/// What the node counts, in Prometheus' text format on `/metrics`. No label ever holds what a person wrote.
final class Meters {

    private final ChatEngine engine;
    private Counts counts; // guarded by this; null until there is something to count or to tell: starting goes before

    Meters(ChatEngine engine) {
        this.engine = engine;
    }

    private synchronized Counts counts() {
        if (counts == null) counts = new Counts(engine);
        return counts;
    }

    void refused() {
        counts().refusals.increment();
    }

    void finished(FinishReason reason, Usage usage) {
        counts().add(reason, usage);
    }

    /// Everything, in Prometheus' text format.
    String scrape() {
        return counts().registry.scrape();
    }

    synchronized void close() {
        if (counts != null) counts.registry.close();
    }

    /// The numbers themselves.
    private static final class Counts {

        private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        private final Map<FinishReason, Counter> answers = new EnumMap<>(FinishReason.class);
        private final Counter promptTokens = counter("pando.tokens", "kind", "prompt");
        private final Counter cachedTokens = counter("pando.tokens", "kind", "cached");
        private final Counter completionTokens = counter("pando.tokens", "kind", "completion");
        private final Counter refusals = counter("pando.answers.refused", "why", "queue_full");
        private final Timer queue = timer("pando.queue", "time from a request to its slot");
        private final Timer prefill = timer("pando.prefill", "time from the slot to the first token");
        private final Timer decode = timer("pando.decode", "time from the first token to the last");

        Counts(ChatEngine engine) {
            for (FinishReason reason : FinishReason.values()) {
                answers.put(reason, counter("pando.answers", "reason", reason.name().toLowerCase(Locale.ROOT)));
            }
            gauge("pando.active", () -> engine.load().active());
            gauge("pando.waiting", () -> engine.load().waiting());
            gauge("pando.heap.bytes", () -> Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }

        void add(FinishReason reason, Usage usage) {
            answers.get(reason).increment();
            promptTokens.increment(usage.promptTokens());
            cachedTokens.increment(usage.cachedTokens());
            completionTokens.increment(usage.completionTokens());
            queue.record(Duration.ofNanos(usage.queueNs()));
            prefill.record(Duration.ofNanos(usage.prefillNs()));
            decode.record(Duration.ofNanos(usage.decodeNs()));
        }

        private Counter counter(String name, String tag, String value) {
            return Counter.builder(name).tag(tag, value).register(registry);
        }

        private Timer timer(String name, String description) {
            return Timer.builder(name).description(description).publishPercentiles(0.5, 0.99).register(registry);
        }

        private void gauge(String name, java.util.function.Supplier<Number> value) {
            Gauge.builder(name, value).register(registry);
        }
    }
}
