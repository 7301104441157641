package dev.pando.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pando.libp2p.Host;
import dev.pando.libp2p.identity.Identity;
import dev.pando.node.answer.ScriptedEngine;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tokens, `pando.toml` and services, as a person sets them.
class SettingsTest {

    @TempDir
    private Path dir;

    private record Done(int status, String out, String err) {}

    private Done pando(String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(InputStream.nullInputStream(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of("PANDO_DATA_DIR", dir.toString(), "PANDO_LAUNCHER", "/opt/my pando/100%/pando"),
                (_, _) -> ScriptedEngine.free(1, 1), false);
        int status = Cli.run(terminal, arguments);
        return new Done(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aTokenIsMadeListedAndRevoked() throws Exception {
        JsonNode made = new ObjectMapper()
                .readTree(pando("token", "create", "--scope", "chat,read", "--name", "phone", "--json").out);
        assertTrue(made.get("token").asText().startsWith("pando_"));
        Done list = pando("token", "list");
        assertTrue(list.out.contains("chat,read") && list.out.contains("phone"), list.out);
        assertFalse(list.out.contains(made.get("token").asText()));
        assertEquals(0, pando("token", "revoke", made.get("id").asText()).status);
        assertEquals(1, pando("token", "revoke", made.get("id").asText()).status);
        assertEquals("[]\n", pando("token", "list", "--json").out);
        assertEquals(1, pando("token", "create", "--scope", "chat").out.lines().count());
    }

    @Test
    void badUsageEndsWithTwo() throws Exception {
        assertEquals(2, pando("token").status);
        assertEquals(2, pando("token", "create").status);
        assertEquals(2, pando("token", "create", "--scope", "root").status);
        assertEquals(2, pando("service").status);
        assertEquals(2, pando("up", "--host", "0.0.0.0", "--port", "0", "--no-browser").status);
        Files.writeString(dir.resolve("pando.toml"), "prot = 1\n");
        Done done = pando("models", "list");
        assertEquals(2, done.status);
        assertEquals(1, done.err.lines().count());
        assertTrue(done.err.contains("there is no key prot"), done.err);
    }

    @Test
    @Timeout(300)
    void aNetworkThatCannotBeHadIsOneLineAndEndsWithTwo() throws Exception {
        Identity somebody = Identity.generate(new SecureRandom()), nobody = Identity.generate(new SecureRandom());
        try (Host host = Host.plan(somebody).listen("/ip4/127.0.0.1/tcp/0").start();
                ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String other = host.swarm().listening().getFirst().withPeer(nobody.peer().hash()).toString();
            String quiet = "profile = \"quiet\"\nlisten = \"/ip4/127.0.0.1/tcp/%s\"\n";
            for (String[] bad : new String[][]{{"lisen = \"x\"", "there is no key net.lisen"},
                    {"listen = \"/ip4/300.0.0.1/tcp/1\"", "300.0.0.1"},
                    {quiet.formatted(taken.getLocalPort()), "tcp/" + taken.getLocalPort()},
                    {quiet.formatted(0) + "bootstrap = \"" + other + "\"", "not " + nobody.peer()}}) {
                Files.writeString(dir.resolve("pando.toml"), "[net]\n" + bad[0] + "\n");
                Done done = pando("up", "--no-browser", "--port", "0");
                assertEquals(2, done.status, done.err);
                List<String> lines = done.err.lines().filter(l -> !l.contains("no model yet")).toList();
                assertEquals(1, lines.size(), done.err);
                assertTrue(lines.getFirst().contains(bad[1]), done.err);
            }
        }
    }

    @Test
    @Timeout(300)
    void aPortThatSomebodyHasIsOneLineAndEndsWithTwo() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Done done = pando("up", "--no-browser", "--port", Integer.toString(taken.getLocalPort()));
            assertEquals(2, done.status, done.err);
            List<String> lines = done.err.lines().filter(l -> !l.contains("no model yet")).toList();
            assertEquals(1, lines.size(), done.err);
            assertTrue(lines.getFirst().contains(":" + taken.getLocalPort() + ": "), done.err);
            assertEquals("", done.out);
        }
    }

    @Test
    void theFileHoldsWhereTheEnvironmentSaysNothing() throws Exception {
        Files.writeString(dir.resolve("pando.toml"), "host = \"nowhere.invalid\"\n");
        Done done = pando("up", "--no-browser", "--port", "0");
        assertTrue(done.err.contains("nowhere.invalid"), done.err);
    }

    @Test
    void aFileThatTheSettingsNameLiesBesideThem() throws Exception {
        Files.writeString(dir.resolve("pando.toml"), "[engine]\nurl = \"http://127.0.0.1:1/v1\"\nkey_file = \"key\"\n");
        Done done = pando("up", "--no-browser", "--port", "0");
        assertEquals("pando: " + dir.resolve("key") + ": there is no such file\n", done.err);
        assertTrue(pando("up", "--help").out.contains("relative to that file"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            port = "abc"    | port: abc, a whole number from 0 to 65535
            port = 65536    | port: 65536, a whole number from 0 to 65535
            threads = 0     | threads: 0, a whole number from 1 to 1024
            threads = 1025  | threads: 1025, a whole number from 1 to 1024
            context = 1.5   | context: 1.5, a whole number from 1 to 16777216
            """)
    void aNumberThatIsNoneIsOneLineAndEndsWithTwo(String setting, String line) throws Exception {
        Files.writeString(dir.resolve("pando.toml"), setting + "\nmodel = \"" + dir + "\"\n");
        Done done = pando("up", "--no-browser");
        assertEquals(2, done.status, done.err);
        assertEquals("pando: " + line + "\n", done.err);
    }

    @Test
    void aRemoteEngineThatIsNoneIsOneLine() throws Exception {
        for (String url : new String[]{"file:///etc/passwd", "http://127.0.0.1:1/v1", "no address"}) {
            Done done = pando("up", "--engine", url.replace(" ", "%20"), "--port", "0", "--no-browser");
            assertEquals(1, done.status, url);
            assertEquals(1, done.err.lines().count(), done.err);
        }
    }

    @Test
    void aServiceIsWrittenAndTakenAway() throws Exception {
        Path folder = dir.resolve("units");
        Done done = pando("service", "install", "--for", "systemd", "--folder", folder.toString());
        assertEquals(0, done.status, done.err);
        Path unit = folder.resolve("pando.service");
        assertEquals(unit.toString(), done.out.strip());
        assertEquals(pando("service", "print", "--for", "systemd").out, Files.readString(unit));
        assertTrue(Files.readString(unit).contains("ExecStart=\"/opt/my pando/100%%/pando\" up"));
        assertTrue(pando("service", "print", "--for", "launchd").out
                .contains("<string>/opt/my pando/100%/pando</string>"));
        assertEquals(0, pando("service", "uninstall", "--for", "systemd", "--folder", folder.toString()).status);
        assertEquals(1, pando("service", "uninstall", "--for", "systemd", "--folder", folder.toString()).status);
    }

    @Test
    void aServiceHasTheJdkThatRunsAndIsNotTriedAgainWhereItIsMisconfigured() {
        String jdk = System.getProperty("java.home"), unit = pando("service", "print", "--for", "systemd").out;
        assertTrue(unit.contains("Environment=\"PANDO_JAVA_HOME=" + jdk + "\"\n"), unit);
        assertTrue(unit.contains("\nRestartPreventExitStatus=2\n"), unit);
        assertTrue(pando("service", "print", "--for", "launchd").out
                .contains("<key>PANDO_JAVA_HOME</key><string>" + jdk + "</string>"));
    }

    @Test
    void aLauncherThatSystemdDoesNotTakeIsRefused() {
        for (String path : List.of("/a'b/pando", "/a\"b/pando", "/a\\b/pando"))
            assertThrows(IllegalArgumentException.class, () -> ServiceFiles.systemd(path, "/jdk", "/data"));
    }

    @Test
    void systemdFindsNothingWrongWithTheUnit() throws Exception {
        Path unit = dir.resolve("pando.service"), log = dir.resolve("log");
        Path launcher = Files.writeString(dir.resolve("pan $do 100%d"), "#!/bin/sh\n");
        assertTrue(launcher.toFile().setExecutable(true));
        Files.writeString(unit,
                ServiceFiles.systemd(launcher.toString(), "/opt/a 'j\"d\\k $1 %d", dir.resolve("da$ta %d").toString()));
        ProcessBuilder verify = new ProcessBuilder("systemd-analyze", "verify", "--user", "--man=no", unit.toString())
                .redirectErrorStream(true).redirectOutput(log.toFile());
        verify.environment().put("XDG_RUNTIME_DIR", dir.toString()); // without one it looks at nothing
        try {
            Process process = verify.start();
            assertTrue(process.waitFor(2, TimeUnit.MINUTES));
            assertEquals(0, process.exitValue(), Files.readString(log));
        } catch (java.io.IOException e) {
            System.err.println("SKIPPED: there is no systemd-analyze here");
            Assumptions.abort("no systemd-analyze");
        }
        assertFalse(Files.readString(log).contains("pando.service"), Files.readString(log));
    }
}
