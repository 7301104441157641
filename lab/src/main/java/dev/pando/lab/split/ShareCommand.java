package dev.pando.lab.split;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.engine.draft.Drafter;
import dev.pando.engine.model.ModelConfig;
import dev.pando.engine.sample.SamplingOptions;
import dev.pando.engine.weights.ModelFile;
import dev.pando.lab.report.Report;
import dev.pando.node.split.SplitListener;
import dev.pando.node.split.SplitModel;
import dev.pando.node.split.SplitOptions.Checking;
import dev.pando.node.split.SplitOptions;
import dev.pando.node.split.plan.ModelSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `pando lab split share`: how much memory each of two processes takes for its half of a model. Linux only.
@Command(name = "share", mixinStandardHelpOptions = true, description = "Memory of two stages against their shares of the weights.")
public final class ShareCommand implements Callable<Integer> {

    @Option(names = "--model", required = true, paramLabel = "FILE", description = "A GGUF file.")
    private Path model;
    @Option(names = "--cut", description = "first layer of the second process (default: half of the bytes)")
    private int cut;
    @Option(names = "--tokens", description = "default: ${DEFAULT-VALUE}")
    private int tokens = 32;
    @Option(names = "--threads", description = "of each process (default: ${DEFAULT-VALUE})")
    private int threads = 2;
    @Mixin
    private Report report;

    private ShareCommand() {}

    @Override
    public Integer call() throws Exception {
        ModelSize size;
        try (ModelFile file = ModelFile.open(model)) {
            ModelConfig.of(file);
            size = ModelSize.of(file, 1);
        }
        int at = cut > 0 ? cut : half(size);
        try (Rig rig = new Rig(model, threads)) {
            StageProcess stage = rig.stage();
            try (SplitModel split = rig.split(List.of(stage.address()), SplitOptions.usual().withPositions(1024)
                    .withCuts(List.of(at)).withSequences(1, 0).withChecking(Checking.NONE), SplitListener.NONE);
                    Rig.Speaker speaker = new Rig.Speaker(split, Drafter.NONE, false)) {
                int[] prompt = split.loaded().tokenizer().encodePrompt("Once upon a time there was");
                speaker.say(prompt, SamplingOptions.greedy(), tokens);
                ObjectNode result = new ObjectMapper().createObjectNode()
                        .put("model", model.getFileName().toString()).put("cut", at);
                result.set("caller", memory("self", size.weights(0, at) + size.endsBytes()));
                result.set("stage", memory("" + stage.pid(), size.weights(at, size.layers())));
                report.print(result);
            }
        }
        return 0;
    }

    private static int half(ModelSize size) {
        long all = size.weights(0, size.layers()) + size.endsBytes();
        int at = 1;
        while (at < size.layers() - 1 && size.endsBytes() + size.weights(0, at + 1) <= all / 2) at++;
        return at;
    }

    // Resident pages: of the mapped model, of Java's own files (libraries, classes, which processes share), and its own.
    private ObjectNode memory(String process, long shareBytes) throws IOException {
        long mapped = 0, files = 0, all = 0;
        String of = "";
        for (String line : Files.readAllLines(Path.of("/proc", process, "smaps"))) {
            if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) of = line.substring(line.lastIndexOf(' ') + 1);
            if (!line.startsWith("Rss:")) continue;
            long bytes = Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            all += bytes;
            if (of.endsWith("/" + model.getFileName())) mapped += bytes;
            else if (of.startsWith("/")) files += bytes;
        }
        return new ObjectMapper().createObjectNode().put("share_bytes", shareBytes).put("mapped_model_bytes", mapped)
                .put("other_files_bytes", files).put("all_memory_bytes", all)
                .put("beyond_share_bytes", all - shareBytes).put("all_over_share", (double) all / shareBytes);
    }
}
