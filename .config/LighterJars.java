import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/// Writes jars anew that would slow every start down.
///
/// Class files of Java 5 or older: the cache of loaded classes does not take those, and they are verified by the old, slow
/// way. They come out in Java 8's version, with the stack maps that it asks for. Signatures, which nobody checks on a class path:
/// their list of digests (0.8 MB in one jar) is read whenever any class is looked for that is not there, and what is signed is not cached.
/// What manifests say to OSGi containers (35 KB in one jar): a start reads each manifest, in bytecode that is still interpreted.
///
/// `java LighterJars.java JAR…`; the launcher runs it once, after a build.
final class LighterJars {

    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    // Which packages a bundle gives and takes: the long ones.
    private static final Set<String> FOR_OSGI = Set.of("Export-Package", "Import-Package", "Private-Package",
            "DynamicImport-Package", "Include-Resource", "Require-Capability", "Provide-Capability");

    private static final int OLD = ClassFile.JAVA_5_VERSION, NEW = ClassFile.JAVA_8_VERSION;

    private final Map<String, byte[]> entries = new LinkedHashMap<>();
    private final ClassFile classFile = ClassFile.of(StackMapsOption.GENERATE_STACK_MAPS,
            ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(type -> stream(type.descriptorString()))
                    .orElse(ClassHierarchyResolver.defaultResolver())));

    public static void main(String[] jars) throws IOException {
        for (String jar : jars) new LighterJars().rewrite(Path.of(jar));
    }

    private void rewrite(Path jar) throws IOException {
        read(jar);
        boolean signed = entries.keySet().removeIf(name -> name.matches("META-INF/[^/]+\\.(SF|RSA|DSA|EC)"));
        byte[] manifest = entries.get(MANIFEST);
        if (manifest != null) entries.put(MANIFEST, lighter(manifest, signed));
        if (!signed && Arrays.equals(manifest, entries.get(MANIFEST))
                && entries.entrySet().stream().noneMatch(e -> isOld(e.getKey(), e.getValue()))) return;
        entries.replaceAll((name, bytes) -> isOld(name, bytes) ? newer(classFile.parse(bytes)) : bytes);
        write(jar);
    }

    private void read(Path jar) throws IOException {
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(jar))) {
            for (ZipEntry e; (e = in.getNextEntry()) != null;) if (!e.isDirectory()) entries.put(e.getName(), in.readAllBytes());
        }
    }

    private void write(Path jar) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar); ZipOutputStream out = new ZipOutputStream(file)) {
            for (var e : entries.entrySet()) {
                out.putNextEntry(new ZipEntry(e.getKey()));
                out.write(e.getValue());
            }
        }
    }

    // The digests of a signed jar stand in the sections after the first.
    private static byte[] lighter(byte[] bytes, boolean signed) throws IOException {
        Manifest manifest = new Manifest(new ByteArrayInputStream(bytes));
        boolean lighter = manifest.getMainAttributes().keySet().removeIf(name -> FOR_OSGI.contains(name.toString()));
        if (signed) manifest.getEntries().clear();
        if (!lighter && !signed) return bytes;
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        manifest.write(written);
        return written.toByteArray();
    }

    // The version stands in bytes 4 to 7, the major one last.
    private static boolean isOld(String name, byte[] bytes) {
        return name.endsWith(".class") && bytes.length > 8 && ((bytes[6] & 0xff) << 8 | bytes[7] & 0xff) <= OLD;
    }

    // Code is handed over element by element: copied whole, it would keep its lack of stack maps.
    private byte[] newer(ClassModel old) {
        return classFile.transformClass(old, ClassTransform.transformingMethodBodies((code, element) -> code.with(element))
                .andThen(ClassTransform.dropping(ClassFileVersion.class::isInstance))
                .andThen(ClassTransform.endHandler(it -> it.withVersion(NEW, 0))));
    }

    private InputStream stream(String descriptor) {
        byte[] bytes = entries.get(descriptor.substring(1, descriptor.length() - 1) + ".class");
        return bytes == null ? null : new ByteArrayInputStream(bytes);
    }
}
