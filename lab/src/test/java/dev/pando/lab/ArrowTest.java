package dev.pando.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Reads the compiled classes of every module and checks which package names which.
class ArrowTest {

    private static final Pattern OURS = Pattern.compile("L?(dev/pando/[a-z0-9_/]+)/[A-Z]");
    private static final Map<String, Set<String>> MAY_NAME = Map.of("kernel", Set.of(), "libp2p", Set.of(), "engine",
            Set.of("kernel"), "node", Set.of("kernel", "engine", "libp2p"), "lab",
            Set.of("kernel", "engine", "libp2p", "node"));

    // Only these rooms of the node may name libp2p; net starts it and says of it in plain words what others ask.
    private static final Set<String> MAY_NAME_LIBP2P = Set.of("dev.pando.node.exchange", "dev.pando.node.net",
            "dev.pando.node.split", "dev.pando.node.app");

    private static final Map<String, Set<String>> ARROWS = new TreeMap<>();
    private static final Path ROOT = Path.of(System.getProperty("pando.root", ".."));

    @BeforeAll
    static void readEveryClass() throws IOException {
        for (String module : MAY_NAME.keySet()) {
            Path classes = ROOT.resolve(module).resolve("target/classes");
            assertTrue(Files.isDirectory(classes), classes + " is missing: build all modules first");
            try (Stream<Path> files = Files.walk(classes)) {
                files.filter(f -> f.toString().endsWith(".class") && !f.endsWith("module-info.class"))
                        .forEach(ArrowTest::readClass);
            }
        }
    }

    private static void readClass(Path file) {
        try {
            var model = ClassFile.of().parse(file);
            String from = packageOf(model.thisClass().asInternalName());
            Set<String> to = ARROWS.computeIfAbsent(from, k -> new TreeSet<>());
            for (var entry : model.constantPool()) {
                String text = switch (entry) {
                    case ClassEntry c -> c.asInternalName();
                    case Utf8Entry u -> u.stringValue();
                    default -> "";
                };
                Matcher match = OURS.matcher(text);
                while (match.find()) to.add(match.group(1).replace('/', '.'));
            }
            to.remove(from);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String packageOf(String internalName) {
        return internalName.substring(0, internalName.lastIndexOf('/')).replace('/', '.');
    }

    private static String moduleOf(String packageName) {
        return packageName.split("\\.")[2];
    }

    @Test
    void arrowsBetweenModulesPointFromTheChangingToTheStable() {
        List<String> wrong = new ArrayList<>();
        ARROWS.forEach((from, tos) -> tos.forEach(to -> {
            String a = moduleOf(from), b = moduleOf(to);
            if (!a.equals(b) && !MAY_NAME.get(a).contains(b)) wrong.add(from + " -> " + to);
        }));
        assertEquals(List.of(), wrong);
    }

    @Test
    void onlyTheRoomsOfTheNetworkNameIt() {
        List<String> wrong = new ArrayList<>();
        ARROWS.forEach((from, tos) -> tos.forEach(to -> {
            if (moduleOf(from).equals("node") && moduleOf(to).equals("libp2p") && !MAY_NAME_LIBP2P.contains(from)) {
                wrong.add(from + " -> " + to);
            }
        }));
        assertEquals(List.of(), wrong);
    }

    @Test
    void noPackageCanBeReachedFromItself() {
        for (String start : ARROWS.keySet()) {
            assertFalse(reachable(start).contains(start), () -> "cycle through " + start + ": " + reachable(start));
        }
    }

    private static Set<String> reachable(String start) {
        Set<String> seen = new TreeSet<>();
        Deque<String> open = new ArrayDeque<>(ARROWS.get(start));
        while (!open.isEmpty()) {
            String next = open.pop();
            if (seen.add(next)) open.addAll(ARROWS.getOrDefault(next, Set.of()));
        }
        return seen;
    }

    @Test
    void everyRoomHasItsSign() throws IOException {
        List<String> missing = new ArrayList<>();
        for (String module : MAY_NAME.keySet()) {
            Path sources = ROOT.resolve(module).resolve("src/main/java/dev");
            try (Stream<Path> files = Files.walk(sources)) {
                files.filter(f -> f.toString().endsWith(".java")).map(Path::getParent).distinct()
                        .filter(d -> !Files.exists(d.resolve("package-info.java")))
                        .forEach(d -> missing.add(ROOT.relativize(d).toString()));
            }
        }
        assertEquals(List.of(), missing);
    }
}
