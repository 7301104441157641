package dev.pando.node.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// The internet sockets of a process, as Linux tells them.
///
/// @param kind      `tcp`, `udp`, …
/// @param localPort where it is
/// @param otherPort whom it speaks to; 0 for nobody
record Sockets(String kind, int localPort, int otherPort) {

    /// Whether this machine tells.
    static boolean told() {
        return Files.isReadable(Path.of("/proc/self/net/tcp"));
    }

    /// Those of one process now.
    static List<Sockets> of(long pid) throws IOException {
        Set<String> inodes = new TreeSet<>();
        try (Stream<Path> open = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            for (Path file : open.toList()) {
                String target = target(file);
                if (target.startsWith("socket:[")) inodes.add(target.substring(8, target.length() - 1));
            }
        }
        List<Sockets> sockets = new ArrayList<>();
        for (String kind : List.of("tcp", "tcp6", "udp", "udp6")) {
            Path table = Path.of("/proc/" + pid + "/net/" + kind);
            if (!Files.exists(table)) continue;
            for (String line : Files.readAllLines(table)) {
                String[] words = line.strip().split("\\s+");
                if (words.length > 9 && inodes.contains(words[9])) {
                    sockets.add(new Sockets(kind, port(words[1]), port(words[2])));
                }
            }
        }
        return sockets;
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return ""; // closed meanwhile
        }
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.indexOf(':') + 1), 16);
    }
}
