package dev.pando.lab.split;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.node.net.NetSettings;
import dev.pando.node.net.NodeHost;
import dev.pando.node.split.ResultHook;
import dev.pando.node.split.SplitNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `pando lab split stage`: what the other commands start as processes. It reads orders line by line and ends with its
/// input:
///
/// ```
/// fine            from now on it is (as in the beginning)
/// slow MS         waits so long before it sends rows
/// hang            computes, and never sends rows again; its heart beats on
/// lie             flips the lowest bit of one element of all rows that it sends
/// ```
@Command(name = "stage", hidden = true, mixinStandardHelpOptions = true, description = "A stage in a process of its own, for the other experiments.")
public final class StageCommand implements Callable<Integer>, ResultHook {

    @Option(names = "--invite")
    private String caller;
    @Option(names = "--folder", required = true)
    private Path folder;
    @Option(names = "--model")
    private Path model;
    @Option(names = "--threads")
    private int threads = 1;

    private volatile String order = "fine";
    private final CountDownLatch never = new CountDownLatch(1);

    private StageCommand() {}

    @Override
    public Integer call() throws Exception {
        Path own = Files.createTempDirectory(Files.createDirectories(folder), "stage");
        List<Path> models = model == null ? List.of() : List.of(model);
        SplitNode.Settings settings = caller == null
                ? SplitNode.Settings.of(List.of(), models, own, threads).forEverybody()
                : SplitNode.Settings.of(List.of(caller), models, own, threads);
        try (NodeHost net = NodeHost.start(NetSettings.loopback(own));
                SplitNode node = SplitNode.on(net, settings.withHook(this))) {
            ObjectNode where = new ObjectMapper().createObjectNode().put("peer", node.peer());
            where.putArray("addresses").add(node.addresses().getFirst());
            System.out.println(where);
            obey();
        }
        System.exit(0);
        return 0;
    }

    private void obey() throws IOException {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) order = line.strip();
    }

    @Override
    public void computed(int start, int rows, float[] hidden) {
        String now = order;
        try {
            if (now.startsWith("slow ")) Thread.sleep(Long.parseLong(now.substring(5)));
            if (now.equals("hang")) never.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (now.equals("lie")) hidden[1] = Float.intBitsToFloat(Float.floatToRawIntBits(hidden[1]) ^ 1);
    }
}
