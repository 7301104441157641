package dev.pando.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/// Doors are documented, and the papers name only what exists.
class DocsTest {

    private static final Path ROOT = Path.of(System.getProperty("pando.root", ".."));
    private static final List<String> MODULES = List.of("kernel", "engine", "libp2p", "node", "lab");

    @Test
    void everyPublicTypeAndMethodSaysWhatItsSignatureCannot() throws IOException {
        assertEquals(List.of(), undocumented(mainSources()));
    }

    @Test
    void aPublicMethodWithoutADocCommentIsFound() throws IOException {
        Path file = Files.createTempDirectory("docs").resolve("Door.java");
        Files.writeString(file, "/// A door.\npublic class Door { public void open() {} void hinge() {} }");
        assertEquals(List.of("Door.java: open"), undocumented(List.of(file)));
    }

    @Test
    void thePapersNameOnlyClassesThatExist() throws IOException {
        Set<String> known = new TreeSet<>();
        for (String folder : List.of("src/main/java", "src/test/java")) {
            for (Path source : sources(folder)) known.add(source.getFileName().toString().replace(".java", ""));
        }
        List<String> gone = new ArrayList<>();
        for (String paper : List.of("README.md", "ARCHITECTURE.md")) {
            gone.addAll(missingClasses(paper, Files.readString(ROOT.resolve(paper)), known));
        }
        assertEquals(List.of(), gone);
    }

    @Test
    void aPaperThatNamesAClassThatIsGoneIsFound() {
        assertEquals(List.of("X.md: NoSuchRoom"),
                missingClasses("X.md", "see `NoSuchRoom` and `Workers`", Set.of("Workers")));
    }

    // A class in a paper stands in backquotes and has two humps, or one hump and is known anyway: `KvCache`.
    private static List<String> missingClasses(String paper, String text, Set<String> known) {
        Matcher names = Pattern.compile("`(?:[a-z.]+\\.)?([A-Z][a-z0-9]+(?:[A-Z][A-Za-z0-9]*)+)`").matcher(text);
        return names.results().map(m -> m.group(1)).filter(name -> !known.contains(name))
                .map(name -> paper + ": " + name).toList();
    }

    private static List<Path> mainSources() throws IOException {
        return sources("src/main/java");
    }

    private static List<Path> sources(String folder) throws IOException {
        List<Path> all = new ArrayList<>();
        for (String module : MODULES) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve(folder))) {
                files.filter(f -> f.toString().endsWith(".java") && !f.endsWith("module-info.java")).forEach(all::add);
            }
        }
        assertTrue(all.size() > 10, "only " + all.size() + " sources under " + ROOT.toAbsolutePath());
        return all;
    }

    private static List<String> undocumented(List<Path> sources) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            var task = (JavacTask) compiler.getTask(null, files, d -> {}, List.of("--release", "25"), null,
                    files.getJavaFileObjectsFromPaths(sources));
            List<String> missing = new ArrayList<>();
            var trees = Trees.instance(task);
            for (CompilationUnitTree unit : task.parse()) new Doors(trees, missing).scan(unit, null);
            return missing;
        }
    }

    /// Walks a source and notes each public type or method that has no doc comment; what overrides inherits one.
    private static final class Doors extends TreePathScanner<Void, Void> {
        private final Trees trees;
        private final List<String> missing;

        Doors(Trees trees, List<String> missing) {
            this.trees = trees;
            this.missing = missing;
        }

        @Override
        public Void visitClass(ClassTree type, Void nothing) {
            if (!isOpen(type.getModifiers(), getCurrentPath())) return null;
            note(type.getSimpleName().toString());
            return super.visitClass(type, nothing);
        }

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            boolean inherits = method.getModifiers().getAnnotations().stream()
                    .anyMatch(a -> a.getAnnotationType().toString().equals("Override"));
            boolean constructor = method.getReturnType() == null;
            if (isOpen(method.getModifiers(), getCurrentPath()) && !inherits && !constructor) {
                note(method.getName().toString());
            }
            return null;
        }

        private static boolean isOpen(ModifiersTree modifiers, TreePath path) {
            Tree parent = path.getParentPath().getLeaf();
            boolean inInterface = parent.getKind() == Tree.Kind.INTERFACE;
            return modifiers.getFlags().contains(Modifier.PUBLIC)
                    || (inInterface && !modifiers.getFlags().contains(Modifier.PRIVATE));
        }

        private void note(String name) {
            if (trees.getDocComment(getCurrentPath()) == null) {
                Path file = Path.of(getCurrentPath().getCompilationUnit().getSourceFile().getName());
                missing.add(file.getFileName() + ": " + name);
            }
        }
    }
}
