package dev.pando.node.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pando.engine.corpus.PackedText;
import dev.pando.engine.corpus.TrainingText;
import dev.pando.engine.learn.Decoder;
import dev.pando.engine.learn.Evaluation;
import dev.pando.engine.learn.Learner;
import dev.pando.engine.learn.Lora;
import dev.pando.engine.learn.PeftAdapter;
import dev.pando.engine.model.ModelConfig;
import dev.pando.engine.text.ChatTemplate;
import dev.pando.engine.text.Tokenizer;
import dev.pando.engine.weights.ModelFile;
import dev.pando.kernel.Workers;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(name = "eval", description = "Measures how well a model, with or without an adapter, predicts a text: bits per token, character and byte.")
final class TrainEvalCommand implements Callable<Integer> {

    private static final int AT_ONCE = 2; // sequences

    @ParentCommand
    private TrainCommand train;
    @Option(names = "--model", required = true, paramLabel = "FILE", description = "A GGUF file or a Hugging Face folder.")
    private Path model;
    @Option(names = "--adapter", paramLabel = "DIR", description = "An adapter in PEFT's files.")
    private Path adapter;
    @Option(names = "--data", required = true, paramLabel = "FILE|DIR", description = "Text, as train lora reads it; of conversations only what the assistant says counts.")
    private Path data;
    @Option(names = "--length", paramLabel = "TOKENS", defaultValue = "512", description = "Tokens that are seen together (default ${DEFAULT-VALUE}, or the model's context).")
    private int length;
    @Option(names = "--threads", paramLabel = "N", description = "Threads of arithmetic (default: all processors).")
    private Integer threads;
    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        if (length < 2) throw new CommandFailed("sequence length: " + length + ", at least 2");
        try (ModelFile file = ModelFile.open(model); Workers workers = new Workers(TrainCommand.threads(threads))) {
            Tokenizer tokenizer = Tokenizer.of(file);
            TrainingText text = TrainingText.read(data, tokenizer, ChatTemplate.of(file, tokenizer));
            int tokens = Math.min(length, ModelConfig.of(file).contextMax());
            Decoder decoder = Decoder.frozen(file, tokens);
            Lora lora = adapter == null
                    ? null
                    : Lora.of(decoder.config(), PeftAdapter.read(adapter, file), false);
            PackedText packed = new PackedText(text.documents(), tokens, 0);
            if (packed.taught() == 0) throw new CommandFailed(data + ": nothing in it is to be predicted");
            Evaluation e = Evaluation.of(new Learner(decoder, lora), packed, packed.count(), AT_ONCE, tokenizer,
                    workers);
            train.terminal().out().println(json ? json(e, tokens) : words(e));
            return 0;
        }
    }

    private static String json(Evaluation e, int tokens) {
        return new ObjectMapper().createObjectNode().put("tokens", e.tokens()).put("characters", e.characters())
                .put("bytes", e.bytes()).put("loss", e.nats() / e.tokens()).put("bits_per_token", e.bitsPerToken())
                .put("bits_per_character", e.bitsPerCharacter()).put("bits_per_byte", e.bitsPerByte())
                .put("length", tokens).toString();
    }

    private static String words(Evaluation e) {
        return String.format(Locale.ROOT, "%d tokens: %.4f bits per token, %.4f per character, %.4f per byte",
                e.tokens(),
                e.bitsPerToken(), e.bitsPerCharacter(), e.bitsPerByte());
    }
}
